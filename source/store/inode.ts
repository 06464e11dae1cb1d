import {statSync} from 'node:fs';

/** Which file lies at a path now; `undefined` for none. As long as we hold one open its number is not given again. */
export function inodeOf(file: string): number | undefined {
	return statSync(file, {throwIfNoEntry: false})?.ino;
}
