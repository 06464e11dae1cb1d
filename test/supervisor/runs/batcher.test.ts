import {expect, test} from 'vitest';
import type {RunEvent} from '../../../source/core/fleet/agent-event.ts';
import {createBatcher} from '../../../source/supervisor/runs/batcher.ts';
import {createFakeClock} from '../../helpers/fake-clock.ts';

const line = (text: string): RunEvent => ({type: 'line-printed', text});

function bench() {
	const clock = createFakeClock();
	const batches: (readonly RunEvent[])[] = [];
	return {clock, batches, gathering: createBatcher<RunEvent>(clock, events => batches.push(events))};
}

test('the first events are delivered at once, those that follow soon are delivered together', () => {
	const {clock, batches, gathering} = bench();
	gathering.push([line('one')]);
	expect(batches).toEqual([[line('one')]]);
	gathering.push([line('two')]);
	clock.advance(4);
	gathering.push([line('three')]);
	expect(batches).toHaveLength(1);
	clock.advance(1);
	expect(batches).toEqual([[line('one')], [line('two'), line('three')]]);
});

test('a flush delivers the waiting events and cancels the timer', () => {
	const {clock, batches, gathering} = bench();
	gathering.push([line('one')]);
	gathering.push([line('two')]);
	gathering.flush();
	expect(batches).toEqual([[line('one')], [line('two')]]);
	expect(clock.pending).toBe(0);
});

test('an empty push delivers no batch', () => {
	const {clock, batches, gathering} = bench();
	gathering.push([]);
	gathering.flush();
	expect(batches).toEqual([]);
	expect(clock.pending).toBe(0);
});
