import {mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

/**
 * Runs once around all end-to-end tests: their projects lie in one folder, and when the tests are over, passed or timed
 * out, every process that was started for one of them is ended and the folder goes.
 */
export function setup(): () => void {
	const base = realpathSync(mkdtempSync(path.join(tmpdir(), 'towline-tests-')));
	process.env.TOWLINE_TEST_BASE = base;

	return () => {
		for (const pid of processesOf(base)) {
			try {
				process.kill(pid, 'SIGKILL');
			} catch {
				// It ended meanwhile.
			}
		}

		rmSync(base, {recursive: true, force: true, maxRetries: 3});
	};
}

/**
 * A supervisor names its project in its command line, an agent in its environment. The test runner and its workers only
 * know the folder by `TOWLINE_TEST_BASE`, and are not meant.
 */
function processesOf(base: string): readonly number[] {
	return readdirSync('/proc')
		.filter(name => /^\d+$/.test(name))
		.filter(
			pid =>
				reads(`/proc/${pid}/cmdline`).includes(`${base}/`) ||
				reads(`/proc/${pid}/environ`).includes(`TOWLINE_TEST_ROOT=${base}/`),
		)
		.map(Number);
}

function reads(file: string): string {
	try {
		return readFileSync(file, 'latin1');
	} catch {
		return '';
	}
}
