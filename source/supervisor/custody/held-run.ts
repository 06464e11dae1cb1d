import {createMutex} from '../../core/mutex.ts';
import {continueAll, type Ending, type EndRunOptions, endRun, stopAll, sweep} from './end-run.ts';
import type {Watched} from './watch.ts';

/** A run in custody. One operation on its processes runs at a time, so that none counts what another is ending. */
export type HeldRun = Watched & {
	/** See `Custody.end`. */
	end(interrupt?: () => void): Promise<void>;
	/** See `Custody.sweep`. */
	sweep(): Promise<number>;
	/** See `Custody.freeze`. */
	freeze(): Promise<void>;
	/** See `Custody.thaw`. */
	thaw(): Promise<void>;
};

export type HeldRunOptions = Omit<EndRunOptions, 'interrupt'> & {
	/** How many processes were ended, the agent's own included. */
	readonly onEnded: (count: number) => void;
};

export function createHeldRun(options: HeldRunOptions): HeldRun {
	const {tracker, onEnded} = options;
	const swept = new Set<string>();
	const mutex = createMutex();

	const exclusively = async (work: () => Promise<unknown>): Promise<void> => {
		held.waiting++;

		try {
			await mutex(work);
		} finally {
			held.waiting--;
		}
	};

	const count = ({ended, signalled}: Ending) => {
		onEnded(ended.length);

		for (const {pid, start} of signalled) {
			if (pid !== tracker.anchor?.pid) {
				swept.add(`${pid} ${start}`);
			}
		}
	};

	const held: HeldRun = {
		tracker,
		waiting: 0,
		before: undefined,
		resources: undefined,
		end: interrupt => exclusively(async () => count(await endRun({...options, interrupt}))),
		async sweep() {
			await exclusively(async () => count(await sweep(options)));
			return swept.size;
		},
		freeze: () => exclusively(() => stopAll(options)),
		thaw: () => exclusively(() => continueAll(options)),
	};
	return held;
}
