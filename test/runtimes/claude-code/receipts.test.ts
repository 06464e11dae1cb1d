import {expect, test} from 'vitest';
import {init, only, translate} from './given.ts';

const result = {type: 'result', subtype: 'success', is_error: false, result: '', session_id: 's1', num_turns: 0};
const lifecycle = (state: string, uuid = 'm1') => ({type: 'command_lifecycle', command_uuid: uuid, state});
const replay = {type: 'user', message: {role: 'user', content: 'Go on.'}, isReplay: true, uuid: 'm1'};

test('a local command that is not printed back is delivered once it is completed', () => {
	const frames = [lifecycle('queued'), lifecycle('started'), init, result, lifecycle('completed')];
	expect(only(translate(frames), 'message-delivered')).toEqual([{type: 'message-delivered', messageId: 'm1'}]);
});

test('a message that was printed back is delivered once', () => {
	const frames = [lifecycle('started'), replay, init, result, lifecycle('completed')];
	expect(only(translate(frames), 'message-delivered')).toHaveLength(1);
});

test('a prompt that a hook refused was not worked on', () => {
	const refused = {
		type: 'system',
		subtype: 'informational',
		content: 'UserPromptSubmit operation blocked by hook:\n[guard]: not today',
		prompt_submit_outcome: {kind: 'blocked_by_hook', prompt_kept: false, reason: 'not today'},
	};
	const [first, second] = only(translate([init, refused, result, init, result]), 'turn-ended');
	expect(first?.result).toMatchObject({
		isError: true,
		outcome: 'blocked_by_hook',
		text: 'A hook refused the prompt: not today',
	});
	expect(second?.result.isError).toBe(false);
});
