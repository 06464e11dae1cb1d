import {createMutex} from '../../core/mutex.ts';
import {continueAll, type EndResult, type EndRunOptions, endRun, stopAll, sweep} from './end-run.ts';
import type {Watched} from './watch.ts';

/** A run in custody. One operation on its processes runs at a time, so that none counts what another is ending. */
export type CustodyRun = Watched & {
	/** See `Custody.end`. */
	end(interrupt?: () => void): Promise<void>;
	/** See `Custody.sweep`. */
	sweep(): Promise<number>;
	/** See `Custody.freeze`. */
	freeze(): Promise<void>;
	/** See `Custody.thaw`. */
	thaw(): Promise<void>;
};

export type CustodyRunOptions = Omit<EndRunOptions, 'interrupt'> & {
	/** Called with the number of processes ended, including the agent's own. */
	readonly onEnded: (count: number) => void;
};

export function createCustodyRun(options: CustodyRunOptions): CustodyRun {
	const {tracker, onEnded} = options;
	const swept = new Set<string>();
	const mutex = createMutex();

	const exclusively = async (work: () => Promise<unknown>): Promise<void> => {
		custodyRun.operations++;

		try {
			await mutex(work);
		} finally {
			custodyRun.operations--;
		}
	};

	const count = ({ended, signalled}: EndResult) => {
		onEnded(ended.length);

		for (const {pid, start} of signalled) {
			if (pid !== tracker.anchor?.pid) {
				swept.add(`${pid} ${start}`);
			}
		}
	};

	const custodyRun: CustodyRun = {
		tracker,
		operations: 0,
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
	return custodyRun;
}
