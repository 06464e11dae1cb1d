import {expect, test, vi} from 'vitest';
import type {Recorded} from '../../source/core/agent-event.ts';
import {TowlineError} from '../../source/core/errors.ts';
import {emptyFleet} from '../../source/core/fleet.ts';
import type {Store} from '../../source/store/store.ts';
import {createRecorder} from '../../source/supervisor/recorder.ts';
import {createFakeClock} from '../helpers/fake-clock.ts';

/** A store that keeps batches in memory and has no room while it is told so. */
function bench() {
	const stored: Recorded[] = [];
	const room = {isThere: true};
	const store: Store = {
		lastSeq: 0,
		nextProjectPosition: 0,
		nextPosition: () => 0,
		append(batch) {
			if (!room.isThere) {
				throw new TowlineError('DISK_FULL', 'No room.');
			}

			stored.push(...batch);
		},
		readFacts: () => [],
		readFleet: () => emptyFleet,
		keepSnapshot: () => {},
		readLedger: () => [],
		spentSince: () => ({
			usage: {input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costUsd: undefined},
			isEstimate: false,
		}),
		closeRun: () => {},
		close: () => {},
	};
	const onUnstorable = vi.fn();
	const onFault = vi.fn();
	const recorder = createRecorder({store, fleet: emptyFleet, clock: createFakeClock(), onUnstorable, onFault});
	return {recorder, stored, room, onUnstorable, onFault};
}

const notice = (text: string) => ({event: {type: 'notice-raised', level: 'info', text}}) as const;

test('nothing is published before it is stored', () => {
	const {recorder, stored} = bench();
	const seen: number[] = [];
	recorder.subscribe(() => seen.push(stored.length));
	recorder.record([notice('one')]);
	expect(seen).toEqual([1]);
	expect(recorder.fleet().notices).toHaveLength(1);
});

test('what a listener records is told after what it is being told', () => {
	const {recorder} = bench();
	const told: (number | undefined)[] = [];
	recorder.subscribe(batch => {
		if (batch[0]?.seq === 1) {
			recorder.record([notice('two')]);
		}
	});
	recorder.subscribe(batch => told.push(batch[0]?.seq));
	recorder.record([notice('one')]);
	expect(told).toEqual([1, 2]);
});

test('a listener that throws keeps neither the others nor the recording from going on', () => {
	const {recorder, onFault} = bench();
	const told: unknown[] = [];
	recorder.subscribe(() => {
		throw new Error('bad listener');
	});
	recorder.subscribe(batch => told.push(...batch));
	recorder.record([notice('one')]);
	recorder.record([notice('two')]);
	expect(told).toHaveLength(2);
	expect(onFault).toHaveBeenCalledTimes(2);
});

test('what finds no room is held in order, told to nobody, and stored once there is room', () => {
	const {recorder, stored, room, onUnstorable} = bench();
	const told: (number | undefined)[] = [];
	recorder.subscribe(batch => told.push(...batch.map(({seq}) => seq)));
	room.isThere = false;
	recorder.record([notice('one')]);
	recorder.record([notice('two')]);
	expect(onUnstorable).toHaveBeenCalledTimes(2);
	expect(told).toEqual([]);
	expect(recorder.retry()).toBe(false);
	room.isThere = true;
	expect(recorder.retry()).toBe(true);
	recorder.record([notice('three')]);
	expect(told).toEqual([1, 2, 3]);
	expect(stored.map(({position}) => position)).toEqual([0, 1, 2]);
});
