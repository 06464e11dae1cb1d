import {expect, test} from 'vitest';
import type {RunEvent} from '../../source/core/fleet/agent-event.ts';
import {createOutputNoter} from '../../source/stream/note-output.ts';

const says = (block: string, text: string): RunEvent => ({type: 'output-streamed', block, text});
const turnStarted: RunEvent = {type: 'turn-started'};

function noted(...events: readonly RunEvent[]): readonly string[] {
	const note = createOutputNoter();
	return events.flatMap(event => note([event])).flatMap(event => (event.type === 'output-noted' ? [event.text] : []));
}

test('the first line of a paragraph is noted once it is whole', () => {
	expect(noted(says('1', 'I read '), says('1', 'the file.\nThen'), says('1', ' I test.\n'))).toEqual([
		'I read the file.',
	]);
});

test('a line that ends with its paragraph is noted when something else follows', () => {
	expect(noted(says('1', 'First.'), says('2', 'Second.'), turnStarted)).toEqual(['First.', 'Second.']);
});

test('a report of tokens in the middle of a line does not cut it', () => {
	const usage: RunEvent = {type: 'activity-changed', state: 'working', backgroundTasks: 0};
	expect(noted(says('1', 'I start '), usage, says('1', 'here.\n'))).toEqual(['I start here.']);
});

test('blank lines and what a subagent writes are not noted', () => {
	const nested: RunEvent = {type: 'output-streamed', block: '2', text: 'nested\n', parent: 'tool'};
	expect(noted(says('1', '\n\n'), nested, says('1', 'Text\n'))).toEqual(['Text']);
});

test('a long line is noted without waiting for its end, and cut', () => {
	expect(noted(says('1', 'x'.repeat(300)))).toEqual(['x'.repeat(200)]);
});

test('all other events pass unchanged and in order', () => {
	const events = [says('1', 'a\n'), turnStarted, says('2', 'b')];
	const passed = createOutputNoter()(events);
	expect(passed.filter(({type}) => type !== 'output-noted')).toEqual(events);
});
