import {endGroup, spawnClean} from '../../project/git/spawn-clean.ts';
import {judgeVersion} from '../../runtimes/program-version.ts';
import type {Environment, Runtime} from '../../runtimes/runtime.ts';
import type {Clock} from '../clock.ts';

/** A program that does not print its version within this time is not waited for. */
const longestMs = 10_000;
/** The version stands at the beginning. */
const longestOutput = 4096;

/** A program that a run has started. */
export type StartedProgram = {
	/** Its absolute path. */
	readonly file: string;
	readonly cwd: string;
	readonly env: Environment;
};

/**
 * Says that a program is too old for Towline, with what to do about it; `undefined` if it is not, or does not tell its version.
 * Asked after a run that ended before it opened a session: a check before each start would cost every run 0.2 s. Never rejects.
 */
export async function explainOldProgram(
	runtime: Pick<Runtime, 'title' | 'versions' | 'updateHint'>,
	program: StartedProgram,
	clock: Clock,
): Promise<string | undefined> {
	const verdict = judgeVersion(runtime, await readVersion(program, clock));
	return verdict?.kind === 'too-old' ? `${verdict.message} ${verdict.hint}` : undefined;
}

/** The beginning of what the program prints for `--version`; empty if it fails. */
function readVersion({file, cwd, env}: StartedProgram, clock: Clock): Promise<string> {
	return new Promise(resolve => {
		let output = '';

		try {
			const child = spawnClean(file, ['--version'], {cwd, env});
			const cancel = clock.after(longestMs, () => endGroup(child));
			child.stdin.on('error', () => {}).end();
			child.stderr.resume();
			child.stdout.setEncoding('utf8').on('data', text => {
				output = (output + text).slice(0, longestOutput);
			});
			child.once('error', () => resolve(''));
			child.once('close', code => {
				cancel();
				resolve(code === 0 ? output : '');
			});
		} catch {
			resolve('');
		}
	});
}
