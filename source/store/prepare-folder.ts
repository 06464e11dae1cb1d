import {chmodSync, existsSync, mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {databaseFolder, logsFolder} from './paths.ts';

/** Git must not see the folder, and nobody else read it: it holds whatever agents were told. */
export function prepareFolder(root: string): void {
	const folder = databaseFolder(root);
	mkdirSync(logsFolder(root), {recursive: true, mode: 0o700});
	chmodSync(folder, 0o700);
	const ignore = path.join(folder, '.gitignore');

	if (!existsSync(ignore)) {
		writeFileSync(ignore, '*\n', {mode: 0o600});
	}
}
