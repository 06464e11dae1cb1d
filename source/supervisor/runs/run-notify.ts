import {endGroup, spawnClean} from '../../project/git/spawn-clean.ts';
import type {Environment} from '../../runtimes/runtime.ts';
import type {Clock} from '../clock.ts';

/** A notification command is ended after this time. */
const longestMs = 60_000;

/** Runs the user's command line in the project's root. Its output is discarded; a failure is logged. */
export function runNotifyCommand(options: {
	readonly command: string;
	readonly cwd: string;
	readonly env: Environment;
	readonly clock: Clock;
	readonly onFault: (error: unknown) => void;
}): Promise<void> {
	const {command, cwd, env, clock, onFault} = options;
	return new Promise(resolve => {
		const child = spawnClean('sh', ['-c', command], {cwd, env});
		const cancel = clock.after(longestMs, () => endGroup(child));
		child.stdin.end();
		child.stdout.resume();
		child.stderr.resume();
		child.once('error', error => {
			cancel();
			onFault(error);
			resolve();
		});
		child.once('exit', code => {
			cancel();

			if (code !== 0) {
				onFault(new Error(`The command of [notify] exited ${code}: ${command}`));
			}

			resolve();
		});
	});
}
