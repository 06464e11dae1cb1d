import {TowlineError, toMessage} from '../../core/errors.ts';
import type {Cancel, Clock} from '../clock.ts';
import type {LiveRuns} from '../runs/live-runs.ts';
import {createDiskReserve} from './disk-reserve.ts';
import type {Recorder} from './recorder.ts';

/** How often a full disk is tried again. */
const retryMs = 2000;

/** Of a failure that is not want of room: after so many tries it is given up. */
const triesOfOtherFailures = 5;

/** What happens when nothing can be stored: the agents are stopped where they are, everybody is told, and all go on later. */
export type DiskRoom = {
	onUnstorable(error: unknown): void;
	dispose(): void;
};

export function createDiskRoom(options: {
	readonly clock: Clock;
	readonly root: string;
	readonly recorder: Recorder;
	readonly runs: Pick<LiveRuns, 'freezeAll' | 'thawAll'>;
	readonly onFault: (error: unknown) => void;
	/** Nothing can be stored, and no room would help: a new supervisor can mend what this one cannot. */
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

	const tryAgain = () => {
		cancelRetry = undefined;

		if (recorder.retry() && sayOnce() && reserve.take()) {
			isFull = false;
			runs.thawAll();
			recorder.record([{event: {type: 'queue-unpaused', reason: 'disk-full'}}]);
		} else {
			waitOn();
		}
	};

	const waitOn = () => {
		otherFailures = isFullDisk(lastError) ? 0 : otherFailures + 1;

		if (otherFailures < triesOfOtherFailures) {
			cancelRetry = clock.after(retryMs, tryAgain);
		} else {
			onHopeless(lastError);
		}
	};

	/** Whether it is said: the banner itself must be stored before anybody sees it. */
	const sayOnce = (): boolean => {
		if (!isSaid()) {
			recorder.record([{event: {type: 'queue-paused', reason: 'disk-full', detail}}]);
		}

		return isSaid();
	};

	const isSaid = () => recorder.fleet().pauses.some(({reason}) => reason === 'disk-full');

	const begin = (delayMs: number) => {
		isFull = true;
		runs.freezeAll();
		reserve.giveUp();
		cancelRetry = clock.after(delayMs, tryAgain);
	};

	if (isSaid()) {
		// An earlier supervisor ended while it waited for room.
		lastError = new TowlineError('DISK_FULL', 'The disk was full.');
		begin(0);
	} else {
		reserve.take();
	}

	return {
		onUnstorable(error) {
			lastError = error;

			if (!isFull && !isOver) {
				onFault(error);
				detail = describe(error, root);
				// Not at once: the recorder is still in the middle of the batch that found no room.
				begin(0);
			}
		},
		dispose() {
			isOver = true;
			cancelRetry?.();
			reserve.giveUp();
		},
	};
}

function describe(error: unknown, root: string): string {
	const what = isFullDisk(error) ? `The disk of ${root} is full.` : toMessage(error);
	return `${what} Agents stand still and go on by themselves when there is room.`;
}

function isFullDisk(error: unknown): boolean {
	return error instanceof TowlineError && error.code === 'DISK_FULL';
}
