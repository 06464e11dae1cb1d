import {setImmediate} from 'node:timers/promises';
import type {TerminalOwner} from '../keys/binding.ts';
import {setBlocking} from '../terminal.ts';

/** Gives the terminal to other programs, one at a time. */
export type LendTerminal = (work: () => Promise<void>) => Promise<void>;

/**
 * Gives the terminal to another program until `work` is done. Meanwhile nothing reads from it here, and keys that had been
 * read before are dropped: every key that is typed belongs to the other program. Rejects with what `work` rejects with.
 */
export function createLendTerminal(stdin: NodeJS.ReadStream, owner: TerminalOwner): LendTerminal {
	return async work => {
		if (owner.isLent || !owner.suspend) {
			return;
		}

		owner.isLent = true;

		try {
			await owner.suspend(async () => {
				await stopReading(stdin);

				try {
					await work();
				} finally {
					takeBack(stdin, owner);
				}
			});
		} finally {
			owner.isLent = false;
		}
	};
}

/**
 * Ink takes its listener off, but Node goes on reading: the next key would come here, and when the other program took it
 * first, the read would block the whole process. `pause` ends that read, though only once Node has noticed that no listener
 * is left, and itself only in the next tick.
 */
async function stopReading(stdin: NodeJS.ReadStream): Promise<void> {
	await setImmediate();
	stdin.pause();
	await setImmediate();
}

/** A program that inherits the terminal makes reading from it block, for us too. */
function takeBack(stdin: NodeJS.ReadStream, owner: TerminalOwner): void {
	setBlocking(stdin, false);
	owner.isLent = false;
}
