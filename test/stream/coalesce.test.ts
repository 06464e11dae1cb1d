import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {RunEvent} from '../../source/core/fleet/agent-event.ts';
import {createCoalescer} from '../../source/stream/coalesce.ts';

const output = (text: string, block = 'b1'): RunEvent => ({type: 'output-streamed', block, text});
const thinking = (text: string, block = 'b1'): RunEvent => ({type: 'thinking-streamed', block, text});
const turnStarted: RunEvent = {type: 'turn-started'};

test('joins the text of one block until the window ends', () => {
	const coalescer = createCoalescer();
	expect(coalescer.push([output('a'), output('b')], 1000)).toEqual([]);
	expect(coalescer.dueAt()).toBe(1050);
	expect(coalescer.push([output('c')], 1049)).toEqual([]);
	expect(coalescer.push([output('d')], 1050)).toEqual([output('abcd')]);
	expect(coalescer.dueAt()).toBeUndefined();
});

test('flush returns the buffered text', () => {
	const coalescer = createCoalescer();
	coalescer.push([output('a')], 0);
	expect(coalescer.flush()).toEqual([output('a')]);
	expect(coalescer.flush()).toEqual([]);
});

test.for([
	['another block', output('b', 'b2')],
	['another kind of text', thinking('b')],
	['another conversation', {...output('b'), parent: 'toolu_1'}],
] as const)('does not join text of %s', ([, next]) => {
	const coalescer = createCoalescer();
	expect(coalescer.push([output('a'), next], 0)).toEqual([output('a')]);
	expect(coalescer.flush()).toEqual([next]);
});

test('any other event first passes the buffered text on', () => {
	const coalescer = createCoalescer();
	expect(coalescer.push([output('a'), turnStarted, output('b'), output('c'), turnStarted], 0)).toEqual([
		output('a'),
		turnStarted,
		output('bc'),
		turnStarted,
	]);
});

test('passes text on at once when it exceeds the limit', () => {
	const coalescer = createCoalescer({maxText: 3});
	expect(coalescer.push([output('abcd')], 0)).toEqual([output('abcd')]);
});

test('loses no character and keeps the order of events', () => {
	const event = fc.oneof(
		fc.record({block: fc.constantFrom('b1', 'b2'), text: fc.string()}).map(({block, text}) => output(text, block)),
		fc.string().map(text => thinking(text)),
		fc.constant(turnStarted),
	);
	const told = (events: readonly RunEvent[]) =>
		events.flatMap(item =>
			'block' in item ? [...item.text].map(letter => [item.type, item.block, letter]) : [[item.type]],
		);
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.array(event), fc.nat(40))), batches => {
			const coalescer = createCoalescer();
			let nowMs = 0;
			const passed = batches.flatMap(([events, elapsedMs]) => {
				nowMs += elapsedMs;
				return coalescer.push(events, nowMs);
			});
			expect(told([...passed, ...coalescer.flush()])).toEqual(told(batches.flatMap(([events]) => events)));
		}),
	);
});
