import {continueAll, type Ending, type EndRunOptions, endRun, stopAll, sweep} from './end-run.ts';
import type {Watched} from './watch.ts';

/** A run in custody. What is done to its processes is done in turn, so that none counts what another is ending. */
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
	let last: Promise<unknown> = Promise.resolve();

	const inTurn = async (work: () => Promise<unknown>): Promise<void> => {
		held.waiting++;
		const turn = last.then(work).finally(() => held.waiting--);
		last = turn.catch(() => {});
		await turn;
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
		end: interrupt => inTurn(async () => count(await endRun({...options, interrupt}))),
		async sweep() {
			await inTurn(async () => count(await sweep(options)));
			return swept.size;
		},
		freeze: () => inTurn(() => stopAll(options)),
		thaw: () => inTurn(() => continueAll(options)),
	};
	return held;
}
