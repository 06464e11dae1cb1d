import {TowlineError, toMessage} from '../../core/errors.ts';
import type {Pause} from '../../core/fleet/fleet.ts';
import type {EpochMs} from '../../core/ids.ts';
import type {Cancel, Clock} from '../clock.ts';
import type {LiveRuns} from '../runs/live-runs.ts';
import {createDiskReserve} from './disk-reserve.ts';
import type {Recorder} from './recorder.ts';

/** How often writing to a full disk is tried again. */
const retryMs = 2000;

/** After so many failures in a row that are not a full or read-only disk, `onHopeless` is called. */
const triesOfOtherFailures = 5;

/** When events cannot be stored, freezes all agents and pauses the queue, and continues both once they can be stored again. */
export type DiskRoom = {
	onUnstorable(error: unknown): void;
	/** While facts cannot be stored: since when, and why. `undefined` also if that is a fact of the fleet. */
	unstored(): Pause | undefined;
	/** Resolves once facts cannot be stored; at once if they cannot now. */
	whenUnstorable(): Promise<void>;
	/** Calls back when `unstored` says for the first time that facts cannot be stored. Returns a function that unsubscribes. */
	onceUnstored(listener: () => void): () => void;
	dispose(): void;
};

export function createDiskRoom(options: {
	readonly clock: Clock;
	readonly root: string;
	readonly recorder: Recorder;
	readonly runs: Pick<LiveRuns, 'freezeAll' | 'thawAll'>;
	readonly onFault: (error: unknown) => void;
	/** Nothing can be stored, and more space would not help: a new supervisor can repair the database. */
	readonly onHopeless: (error: unknown) => void;
}): DiskRoom {
	const {clock, root, recorder, runs, onFault, onHopeless} = options;
	const reserve = createDiskReserve(root);
	let cancelRetry: Cancel | undefined;
	let isFull = false;
	let isOver = false;
	let detail = '';
	let lastError: unknown;
	let otherFailures = 0;
	let since: EpochMs | undefined;
	const listeners = new Set<() => void>();
	let foundFull = Promise.withResolvers<void>();

	const tryAgain = () => {
		cancelRetry = undefined;

		if (recorder.retry() && recordPause() && reserve.take()) {
			isFull = false;
			foundFull = Promise.withResolvers<void>();
			runs.thawAll();
			recorder.record([{event: {type: 'queue-unpaused', reason: 'disk-full'}}]);
		} else {
			retryLater();
		}
	};

	const retryLater = () => {
		if (unstored()) {
			for (const listener of listeners) {
				listener();
			}
		}

		otherFailures = isOfDisk(lastError) ? 0 : otherFailures + 1;

		if (otherFailures < triesOfOtherFailures) {
			cancelRetry = clock.after(retryMs, tryAgain);
		} else {
			onHopeless(lastError);
		}
	};

	/** Records the pause if it is not recorded. Returns whether it is stored: nothing is published before that. */
	const recordPause = (): boolean => {
		if (!isPauseStored()) {
			recorder.record([{event: {type: 'queue-paused', reason: 'disk-full', detail}}]);
		}

		return isPauseStored();
	};

	const isPauseStored = () => recorder.fleet().pauses.some(({reason}) => reason === 'disk-full');

	const unstored = (): Pause | undefined =>
		isFull && since !== undefined && !isPauseStored()
			? {reason: 'disk-full', detail, since, isUnstored: true}
			: undefined;

	const begin = (delayMs: number) => {
		isFull = true;
		since = clock.now();
		runs.freezeAll();
		foundFull.resolve();
		reserve.release();
		cancelRetry = clock.after(delayMs, tryAgain);
	};

	if (isPauseStored()) {
		// An earlier supervisor exited while the disk was full.
		lastError = new TowlineError('DISK_FULL', 'The disk was full.');
		begin(0);
	} else {
		reserve.take();
	}

	return {
		unstored,
		whenUnstorable: () => foundFull.promise,
		onceUnstored(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		onUnstorable(error) {
			lastError = error;

			if (!isFull && !isOver) {
				onFault(error);
				detail = describe(error, root);
				// By a timer, because the recorder is still handling the batch that could not be stored.
				begin(0);
			}
		},
		dispose() {
			isOver = true;
			cancelRetry?.();
			reserve.release();
		},
	};
}

function describe(error: unknown, root: string): string {
	const what = isOfDisk(error)
		? `The disk of ${root} is ${isReadOnly(error) ? 'read-only' : 'full'}.`
		: toMessage(error);
	return `${what} Agents are frozen and continue by themselves when there is space again.`;
}

/** Whether it passes once there is space, or the disk can be written again. */
function isOfDisk(error: unknown): boolean {
	return (error instanceof TowlineError && error.code === 'DISK_FULL') || isReadOnly(error);
}

function isReadOnly(error: unknown): boolean {
	return error instanceof TowlineError && error.code === 'DISK_READ_ONLY';
}
