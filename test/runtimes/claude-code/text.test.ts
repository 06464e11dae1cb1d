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

test('streams text as it arrives, without duplicates', () => {
	expect(said([messageStart('a'), delta('Hel'), delta('lo'), assistant('a', 'Hello'), stop])).toEqual(['Hel', 'lo']);
});

test('adds text that the deltas did not contain', () => {
	expect(said([messageStart('a'), delta('Hel'), assistant('a', 'Hello'), stop])).toEqual(['Hel', 'lo']);
});

test('all deltas of a block have the same block id, and other blocks have others', () => {
	const events = translate([messageStart('a'), delta('x'), delta('y'), delta('z', 1)]);
	expect(only(events, 'output-streamed').map(event => event.block)).toEqual(['a/0', 'a/0', 'a/1']);
});

test('emits whole a message that was not streamed', () => {
	expect(said([messageStart('a'), delta('x'), stop, assistant('b', 'A message without deltas.')])).toEqual([
		'x',
		'A message without deltas.',
	]);
});

test('marks the text of a subagent with the call that started it', () => {
	const events = translate([assistant('s', 'I look.', {parent_tool_use_id: 'toolu_1'})]);
	expect(only(events, 'output-streamed')).toMatchObject([{text: 'I look.', parent: 'toolu_1'}]);
});

test('distinguishes thinking from output, and omits signatures', () => {
	const thinking = (inner: object) => streamed({type: 'content_block_delta', index: 0, delta: inner});
	const events = translate([
		messageStart('a'),
		thinking({type: 'thinking_delta', thinking: 'Hm.'}),
		thinking({type: 'signature_delta', signature: 'c2ln'}),
	]);
	expect(events.filter(event => 'block' in event)).toEqual([{type: 'thinking-streamed', block: 'a/0', text: 'Hm.'}]);
});

test('an API error message is an error remark', () => {
	const frame = {
		...assistant('x', 'Not logged in · Please run /login'),
		error: 'authentication_failed',
		is_api_error_message: true,
	};
	expect(translate([frame])).toEqual([
		{type: 'remark-made', level: 'error', text: 'Not logged in · Please run /login'},
	]);
});

test('the first replayed message is the prompt, later ones are messages, and each confirms delivery', () => {
	const replay = (uuid: string, content: unknown) => ({type: 'user', isReplay: true, uuid, message: {content}});
	expect(translate([replay('p1', 'Do it.'), replay('m1', [{type: 'text', text: 'And that.'}])])).toEqual([
		{type: 'message-delivered', messageId: 'p1'},
		{type: 'prompt-given', text: 'Do it.', kind: 'prompt'},
		{type: 'message-delivered', messageId: 'm1'},
		{type: 'prompt-given', text: 'And that.', kind: 'message'},
	]);
});

test.for([
	[
		'<command-name>/usage</command-name>\n   <command-message>usage</command-message>\n <command-args></command-args>',
		'/usage',
	],
	[
		'<command-message>greet</command-message>\n<command-name>/greet</command-name>\n<command-args>the world</command-args>',
		'/greet the world',
	],
	['<local-command-stdout>Nothing to do.</local-command-stdout>', 'Nothing to do.'],
	['Write <command-name>x</command-name> into the file.', 'Write <command-name>x</command-name> into the file.'],
])('a slash command is shown as it was typed: %s', ([content, text]) => {
	expect(translate([{type: 'user', isReplay: true, uuid: 'p1', message: {content}}])).toContainEqual({
		type: 'prompt-given',
		text,
		kind: 'prompt',
	});
});

test('reports a session once, and again when its model changes', () => {
	const events = translate([init, init, {...init, model: 'claude-haiku-4-5'}]);
	expect(only(events, 'session-opened').map(event => event.model)).toEqual(['claude-opus-5-5', 'claude-haiku-4-5']);
	expect(only(events, 'turn-started')).toHaveLength(3);
});

test('takes a new session id from a successful result, not from a failed one', () => {
	const result = (is_error: boolean) => ({type: 'result', subtype: 'success', is_error, session_id: 's2'});
	expect(only(translate([init, result(false)]), 'session-opened').at(-1)?.session).toBe('s2');
	expect(only(translate([init, result(true)]), 'session-opened').at(-1)?.session).toBe('s1');
});

test('reports usage at the start and the end of a message only', () => {
	const usage = {input_tokens: 100, cache_read_input_tokens: 50, output_tokens: 1};
	const events = translate([init, messageStart('a', usage), delta('x'), delta('y'), messageDelta({output_tokens: 20})]);
	expect(only(events, 'usage-reported').map(event => [event.usage.output, event.contextTokens])).toEqual([
		[1, 150],
		[20, 150],
	]);
});

test('prints a line that is not a frame, unless it is empty', () => {
	const print = (line: string) => translateBytes(new TextEncoder().encode(`${line}\n`));
	expect(print('\u001B[31mprose')).toEqual([{type: 'line-printed', text: 'prose'}]);
	expect(print('\u001B[?25h')).toEqual([]);
});
