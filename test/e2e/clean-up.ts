import {mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

/**
 * Global setup of the end-to-end tests. All their projects lie in one folder; after the tests, every process started for a
 * project is killed and the folder is removed.
 */
export function setup(): () => void {
	const base = realpathSync(mkdtempSync(path.join(tmpdir(), 'towline-tests-')));
	process.env.TOWLINE_TEST_BASE = base;

	return () => {
		for (const pid of processesOf(base)) {
			try {
				process.kill(pid, 'SIGKILL');
			} catch {
				// It has ended meanwhile.
			}
		}

		rmSync(base, {recursive: true, force: true, maxRetries: 3});
	};
}

/**
 * Pids of the tests' processes. A supervisor has its project in the command line, an agent in the environment. The test
 * runner and its workers have the folder only in `TOWLINE_TEST_BASE`, which is ignored.
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
