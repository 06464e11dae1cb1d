import {closeSync, rmSync, writeSync} from 'node:fs';
import path from 'node:path';
import {isOwnFolder, openOwnFile} from '../../files/own-files.ts';

/** A file of 1 MB that is deleted when the disk is full, so that events not yet stored can be written. */
export type DiskReserve = {
	/** Writes the file. Returns whether there was room. */
	take(): boolean;
	/** Deletes the file; harmless when there is none. */
	release(): void;
};

const reserveBytes = 1024 * 1024;

/** `root` is the project's root. Writes nothing yet. */
export function createDiskReserve(root: string): DiskReserve {
	const file = path.join(root, '.towline', 'reserve');
	const release = () => {
		if (isOwnFolder(path.dirname(file))) {
			rmSync(file, {force: true});
		}
	};
	return {
		take() {
			try {
				write(file);
				return true;
			} catch {
				release();
				return false;
			}
		},
		release,
	};
}

/** Writes every block: a sparse file reserves no space. */
function write(file: string): void {
	const descriptor = openOwnFile(file, 'w');

	try {
		const block = Buffer.alloc(64 * 1024, 1);

		for (let written = 0; written < reserveBytes; written += block.length) {
			writeSync(descriptor, block);
		}
	} finally {
		closeSync(descriptor);
	}
}
