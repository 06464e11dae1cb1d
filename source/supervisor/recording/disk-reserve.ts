import {closeSync, openSync, rmSync, writeSync} from 'node:fs';
import path from 'node:path';

/** Room held back on the disk, given up when the disk is full so that what is known can still be stored. */
export type DiskReserve = {
	/** Returns whether there was room for it. */
	take(): boolean;
	/** Harmless when it is not held. */
	giveUp(): void;
};

const reserveBytes = 1024 * 1024;

/** `root` is the project's. Nothing is taken yet. */
export function createDiskReserve(root: string): DiskReserve {
	const file = path.join(root, '.towline', 'reserve');
	const giveUp = () => rmSync(file, {force: true});
	return {
		take() {
			try {
				write(file);
				return true;
			} catch {
				giveUp();
				return false;
			}
		},
		giveUp,
	};
}

/** Really: a file with holes holds no room. */
function write(file: string): void {
	const descriptor = openSync(file, 'w', 0o600);

	try {
		const block = Buffer.alloc(64 * 1024, 1);

		for (let written = 0; written < reserveBytes; written += block.length) {
			writeSync(descriptor, block);
		}
	} finally {
		closeSync(descriptor);
	}
}
