import path from 'node:path';
import {writeStarter} from '../../project/starter.ts';
import {writeTrust} from '../../project/trust/trust-store.ts';
import type {ExitCode, Invocation} from '../invocation.ts';
import {readProjectConfig} from '../read/fleet-without-supervisor.ts';

/**
 * `towline init`: makes the current folder a project and prints the next step.
 * Throws `FILE_EXISTS` if the folder already is a project or lies inside one.
 */
export async function run({cwd, env, print}: Pick<Invocation, 'cwd' | 'env' | 'print'>): Promise<ExitCode> {
	for (const file of await writeStarter(cwd)) {
		await print(`Wrote ${path.relative(cwd, file)}.`);
	}

	// What this command wrote itself needs no question.
	writeTrust(await readProjectConfig(cwd), env, new Date());

	await print('Write stories, one file each, then run `towline` to open the dashboard.');
	return 0;
}
