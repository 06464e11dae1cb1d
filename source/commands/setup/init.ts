import path from 'node:path';
import {writeStarter} from '../../project/starter.ts';
import type {ExitCode, Invocation} from '../invocation.ts';

/**
 * `towline init`: makes the current folder a project and prints the next step.
 * Throws `FILE_EXISTS` if the folder already is a project or lies inside one.
 */
export async function run({cwd, print}: Pick<Invocation, 'cwd' | 'print'>): Promise<ExitCode> {
	for (const file of await writeStarter(cwd)) {
		await print(`Wrote ${path.relative(cwd, file)}.`);
	}

	await print('Write stories, one file each, then run `towline` to open the dashboard.');
	return 0;
}
