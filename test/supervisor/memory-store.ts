import {type ErrorCode, TowlineError} from '../../source/core/errors.ts';
import type {Recorded} from '../../source/core/fleet/agent-event.ts';
import {emptyFleet} from '../../source/core/fleet/fleet.ts';
import {noUsage} from '../../source/core/money/token-usage.ts';
import {type Store, spoolStart} from '../../source/store/store.ts';

/** A store in memory that fails on request. */
export type MemoryStore = {
	readonly store: Store;
	readonly stored: Recorded[];
	/** The error that `append` throws; `undefined`: none. */
	failure: ErrorCode | undefined;
};

export function createMemoryStore(lastSeq = 0): MemoryStore {
	const stored: Recorded[] = [];
	const memory: MemoryStore = {
		stored,
		failure: undefined,
		store: {
			lastSeq,
			nextProjectPosition: 0,
			nextPosition: () => 0,
			spoolCursor: () => spoolStart,
			readRunFacts: () => [],
			append(batch) {
				if (memory.failure) {
					throw new TowlineError(memory.failure, 'It cannot be written.');
				}

				stored.push(...batch);
			},
			readFacts: () => [],
			readFleet: () => emptyFleet,
			saveSnapshotIfDue: () => {},
			readLedger: () => [],
			spentSince: () => ({usage: noUsage, isEstimate: false}),
			restore: () => [],
			closeRun: () => {},
			close: () => {},
		},
	};
	return memory;
}
