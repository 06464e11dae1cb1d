import {expect, test} from 'vitest';
import {init, messageDelta, messageStart, only, streamed, translate, translateBytes} from './given.ts';

const delta = (text: string, index = 0) =>
	streamed({type: 'content_block_delta', index, delta: {type: 'text_delta', text}});
const stop = streamed({type: 'content_block_stop', index: 0});
const assistant = (id: string, text: string, more: object = {}) => ({
	type: 'assistant',
	message: {id, model: 'claude-opus-5-5', content: [{type: 'text', text}]},
	parent_tool_use_id: null,
	...more,
});
const said = (frames: readonly unknown[]) => only(translate(frames), 'output-streamed').map(event => event.text);

test('streams text as it comes, and says nothing twice', () => {
	expect(said([messageStart('a'), delta('Hel'), delta('lo'), assistant('a', 'Hello'), stop])).toEqual(['Hel', 'lo']);
});

test('adds what the deltas left out', () => {
	expect(said([messageStart('a'), delta('Hel'), assistant('a', 'Hello'), stop])).toEqual(['Hel', 'lo']);
});

test('a block has one name through all its deltas, and another block has another', () => {
	const events = translate([messageStart('a'), delta('x'), delta('y'), delta('z', 1)]);
	expect(only(events, 'output-streamed').map(event => event.block)).toEqual(['a/0', 'a/0', 'a/1']);
});

test('shows whole what was never streamed', () => {
	expect(said([messageStart('a'), delta('x'), stop, assistant('b', 'A message without deltas.')])).toEqual([
		'x',
		'A message without deltas.',
	]);
});

test('shows a subagent, marked by the call that started it', () => {
	const events = translate([assistant('s', 'I look.', {parent_tool_use_id: 'toolu_1'})]);
	expect(only(events, 'output-streamed')).toMatchObject([{text: 'I look.', parent: 'toolu_1'}]);
});

test('tells thinking from output, and shows no signatures', () => {
	const thinking = (inner: object) => streamed({type: 'content_block_delta', index: 0, delta: inner});
	const events = translate([
		messageStart('a'),
		thinking({type: 'thinking_delta', thinking: 'Hm.'}),
		thinking({type: 'signature_delta', signature: 'c2ln'}),
	]);
	expect(events.filter(event => 'block' in event)).toEqual([{type: 'thinking-streamed', block: 'a/0', text: 'Hm.'}]);
});

test('an API error of the program itself is an error to read', () => {
	const frame = {
		...assistant('x', 'Not logged in · Please run /login'),
		error: 'authentication_failed',
		is_api_error_message: true,
	};
	expect(translate([frame])).toEqual([
		{type: 'remark-made', level: 'error', text: 'Not logged in · Please run /login'},
	]);
});

test('the first message printed back is the prompt, the next are messages, and each is a receipt', () => {
	const replay = (uuid: string, content: unknown) => ({type: 'user', isReplay: true, uuid, message: {content}});
	expect(translate([replay('p1', 'Do it.'), replay('m1', [{type: 'text', text: 'And that.'}])])).toEqual([
		{type: 'message-delivered', messageId: 'p1'},
		{type: 'prompt-given', text: 'Do it.', kind: 'prompt'},
		{type: 'message-delivered', messageId: 'm1'},
		{type: 'prompt-given', text: 'And that.', kind: 'message'},
	]);
});

test('says once that a session opened, and again when its model changes', () => {
	const events = translate([init, init, {...init, model: 'claude-haiku-4-5'}]);
	expect(only(events, 'session-opened').map(event => event.model)).toEqual(['claude-opus-5-5', 'claude-haiku-4-5']);
	expect(only(events, 'turn-started')).toHaveLength(3);
});

test('a good result may name another session, a bad one only names what was asked for', () => {
	const result = (is_error: boolean) => ({type: 'result', subtype: 'success', is_error, session_id: 's2'});
	expect(only(translate([init, result(false)]), 'session-opened').at(-1)?.session).toBe('s2');
	expect(only(translate([init, result(true)]), 'session-opened').at(-1)?.session).toBe('s1');
});

test('reports usage at the beginning and the end of a message, and at nothing between', () => {
	const usage = {input_tokens: 100, cache_read_input_tokens: 50, output_tokens: 1};
	const events = translate([init, messageStart('a', usage), delta('x'), delta('y'), messageDelta({output_tokens: 20})]);
	expect(only(events, 'usage-reported').map(event => [event.usage.output, event.contextTokens])).toEqual([
		[1, 150],
		[20, 150],
	]);
});

test('a line that is no frame is printed, unless nothing is left of it', () => {
	const print = (line: string) => translateBytes(new TextEncoder().encode(`${line}\n`));
	expect(print('\u001B[31mprose')).toEqual([{type: 'line-printed', text: 'prose'}]);
	expect(print('\u001B[?25h')).toEqual([]);
});
