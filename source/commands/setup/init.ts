import path from 'node:path';
import {writeStarter} from '../../project/starter.ts';

/**
 * `towline init`: makes the folder a project, and says what comes next. Gives the exit code.
 * Throws `FILE_EXISTS` if it is one, or lies in one.
 */
export async function init(options: {readonly cwd: string; readonly print: (line: string) => void}): Promise<number> {
	const files = await writeStarter(options.cwd);

	for (const file of files) {
		options.print(`wrote ${path.relative(options.cwd, file)}`);
	}

	options.print('Write stories, one file each, and run "towline" to open the dashboard.');
	return 0;
}
