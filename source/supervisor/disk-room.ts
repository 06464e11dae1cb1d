import {closeSync, openSync, rmSync, writeSync} from 'node:fs';
import path from 'node:path';
import type {TowlineError} from '../core/errors.ts';
import type {Cancel, Clock} from './clock.ts';
import type {LiveRuns} from './live-runs.ts';
import type {Recorder} from './recorder.ts';

/** Room held back on the disk, given up when the disk is full so that what is known can still be stored. */
const reserveBytes = 1024 * 1024;
/** How often a full disk is tried again. */
const retryMs = 2000;

/** What happens when the disk is full: the agents are stopped where they are, everybody is told, and all go on later. */
export type DiskRoom = {
	onFull(error: TowlineError): void;
	dispose(): void;
};

export function createDiskRoom(options: {
	readonly clock: Clock;
	readonly root: string;
	readonly recorder: Recorder;
	readonly runs: Pick<LiveRuns, 'freezeAll' | 'thawAll'>;
	readonly onFault: (error: unknown) => void;
}): DiskRoom {
	const {clock, root, recorder, runs, onFault} = options;
	const reserve = path.join(root, '.towline', 'reserve');
	let cancelRetry: Cancel | undefined;
	let isFull = false;

	takeReserve(reserve);

	/** Stores what waits; once there is room again, also for the reserve, everything goes on. */
	const tryAgain = () => {
		cancelRetry = undefined;

		try {
			if (recorder.retry()) {
				sayOnce();

				if (takeReserve(reserve)) {
					isFull = false;
					runs.thawAll();
					recorder.record([{event: {type: 'queue-unpaused', reason: 'disk-full'}}]);
					return;
				}
			}
		} catch (error) {
			onFault(error);
		}

		cancelRetry = clock.after(retryMs, tryAgain);
	};

	const sayOnce = () => {
		if (!recorder.fleet().pauses.some(({reason}) => reason === 'disk-full')) {
			const detail = `The disk of ${root} is full. Agents stand still and go on by themselves when there is room.`;
			recorder.record([{event: {type: 'queue-paused', reason: 'disk-full', detail}}]);
		}
	};

	return {
		onFull(error) {
			if (isFull) {
				return;
			}

			isFull = true;
			onFault(error);
			runs.freezeAll();
			rmSync(reserve, {force: true});
			// Not at once: the recorder is still in the middle of the batch that found no room.
			cancelRetry = clock.after(0, tryAgain);
		},
		dispose() {
			cancelRetry?.();
			rmSync(reserve, {force: true});
		},
	};
}

/** Writes the reserve, really: a file with holes holds no room. Returns whether there was room for it. */
function takeReserve(file: string): boolean {
	try {
		const descriptor = openSync(file, 'w', 0o600);

		try {
			const block = Buffer.alloc(64 * 1024, 1);

			for (let written = 0; written < reserveBytes; written += block.length) {
				writeSync(descriptor, block);
			}
		} finally {
			closeSync(descriptor);
		}

		return true;
	} catch {
		rmSync(file, {force: true});
		return false;
	}
}
