import {expect, test, vi} from 'vitest';
import {emptyFleet} from '../../../source/core/fleet/fleet.ts';
import {createRecorder} from '../../../source/supervisor/recording/recorder.ts';
import {createFakeClock} from '../../helpers/fake-clock.ts';
import {createMemoryStore} from '../memory-store.ts';

function bench() {
	const memory = createMemoryStore();
	const {store, stored} = memory;
	const onUnstorable = vi.fn();
	const onFault = vi.fn();
	const recorder = createRecorder({store, fleet: emptyFleet, clock: createFakeClock(), onUnstorable, onFault});
	return {recorder, stored, memory, onUnstorable, onFault};
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

test('events recorded by a listener are published after the current batch', () => {
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

test('a listener that throws stops neither the other listeners nor the recording', () => {
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

test('events that cannot be stored are buffered in order, not published, and stored once there is space', () => {
	const {recorder, stored, memory, onUnstorable} = bench();
	const told: (number | undefined)[] = [];
	recorder.subscribe(batch => told.push(...batch.map(({seq}) => seq)));
	memory.failure = 'DISK_FULL';
	recorder.record([notice('one')]);
	recorder.record([notice('two')]);
	expect(onUnstorable).toHaveBeenCalledTimes(2);
	expect(told).toEqual([]);
	expect(recorder.retry()).toBe(false);
	memory.failure = undefined;
	expect(recorder.retry()).toBe(true);
	recorder.record([notice('three')]);
	expect(told).toEqual([1, 2, 3]);
	expect(stored.map(({position}) => position)).toEqual([0, 1, 2]);
});
