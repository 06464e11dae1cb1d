import path from 'node:path';
import {writeStarter} from '../../project/starter.ts';
import {writeTrust} from '../../project/trust/trust-store.ts';
import type {ExitCode, Invocation} from '../invocation.ts';
import {readProjectConfig} from '../read/fleet-without-supervisor.ts';

/**
 * `towline init`: makes the current folder a project and prints the next step.
 * Throws `FILE_EXISTS` if the folder already is a project or lies inside one.
 */
export async function run({cwd, env, note}: Pick<Invocation, 'cwd' | 'env' | 'note'>): Promise<ExitCode> {
	const {written, hadStories} = await writeStarter(cwd);

	for (const file of written) {
		await note(`Wrote ${path.relative(cwd, file)}.`);
	}

	// What this command wrote itself needs no question.
	writeTrust(await readProjectConfig(cwd), env, new Date());

	await note(
		hadStories
			? 'The stories in stories/ are kept as they are. Run `towline` to open the dashboard.'
			: 'Write stories, one file each, then run `towline` to open the dashboard.',
	);
	return 0;
}
