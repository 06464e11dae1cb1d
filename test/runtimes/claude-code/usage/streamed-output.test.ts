import {expect, test} from 'vitest';
import {createStreamedOutput} from '../../../../source/runtimes/claude-code/usage/streamed-output.ts';

const start = {type: 'message_start'};
const delta = (fields: object) => ({type: 'content_block_delta', delta: fields});
const text = (length: number) => delta({type: 'text_delta', text: 'x'.repeat(length)});

test('text, tool input and thinking count a token for four characters', () => {
	const streamed = createStreamedOutput();
	streamed.readStreamEvent(start);
	expect(streamed.readStreamEvent(text(400))).toBe(100);
	expect(streamed.readStreamEvent(delta({type: 'input_json_delta', partial_json: 'x'.repeat(400)}))).toBe(200);
	expect(streamed.readStreamEvent(delta({type: 'thinking_delta', thinking: 'x'.repeat(400)}))).toBe(300);
});

test('hidden thinking counts as the program estimates it, and not twice', () => {
	const streamed = createStreamedOutput();
	streamed.readStreamEvent(start);
	expect(streamed.readThinking({estimated_tokens: 90, estimated_tokens_delta: 90})).toBe(90);
	expect(streamed.readStreamEvent(delta({type: 'thinking_delta', thinking: 'x'.repeat(200)}))).toBeUndefined();
	expect(streamed.readThinking({estimated_tokens: 190, estimated_tokens_delta: 100})).toBe(190);
});

test('small steps are not reported, and each message begins at zero', () => {
	const streamed = createStreamedOutput();
	streamed.readStreamEvent(start);
	const reports = Array.from({length: 2000}, () => streamed.readStreamEvent(text(16))).filter(Boolean);
	expect(reports.at(0)).toBe(52);
	expect(reports.length).toBeLessThan(50);
	streamed.readStreamEvent(start);
	expect(streamed.readStreamEvent(text(196))).toBeUndefined();
	expect(streamed.readStreamEvent(text(16))).toBe(53);
});
