import {expect, test} from 'vitest';
import {init, only, translate} from './given.ts';

const state = (word: string) => ({type: 'system', subtype: 'session_state_changed', state: word});
const tasks = (...ids: string[]) => ({
	type: 'system',
	subtype: 'background_tasks_changed',
	tasks: ids.map(task_id => ({task_id})),
});
const result = {type: 'result', subtype: 'success', is_error: false, result: 'Done.', session_id: 's1'};
const activity = (frames: readonly unknown[]) =>
	only(translate(frames), 'activity-changed').map(event => [event.state, event.backgroundTasks]);

test('reports the state that the program reports', () => {
	expect(activity([state('running'), init, state('requires_action'), state('running'), result, state('idle')])).toEqual(
		[
			['working', 0],
			['waiting', 0],
			['working', 0],
			['idle', 0],
		],
	);
});

test('counts background tasks after a turn from the full list each time', () => {
	expect(activity([state('running'), tasks('a', 'b'), state('idle'), tasks('b'), tasks()])).toEqual([
		['working', 0],
		['working', 2],
		['idle', 2],
		['idle', 1],
		['idle', 0],
	]);
});

test('for a version that reports no state, a result means idle', () => {
	expect(activity([init, tasks('a'), result, init, tasks(), result])).toEqual([
		['working', 0],
		['working', 1],
		['idle', 1],
		['working', 1],
		['working', 0],
		['idle', 0],
	]);
});

const ended = (fields: object, before: readonly unknown[] = []) =>
	only(translate([...before, {type: 'result', subtype: 'success', ...fields}]), 'turn-ended')[0]?.result;

test('an API failure with the subtype success is an error', () => {
	expect(ended({is_error: true, api_error_status: 500, result: 'API Error: 500'})).toMatchObject({
		isError: true,
		outcome: 'success',
		text: 'API Error: 500',
		apiStatus: 500,
		isLoginNeeded: false,
	});
});

test("joins the errors of a result, without the program's diagnostics", () => {
	expect(ended({is_error: true, errors: ['One.', '[ede_diagnostic] x', 'Two.', 7]})?.text).toBe('One.\nTwo.');
});

test.for([
	['aborted_streaming', 'Interrupted.'],
	['max_turns', 'The turn limit was reached.'],
	['prompt_too_long', 'prompt too long'],
	[undefined, ''],
] as const)('describes an error without text by %s', ([terminal_reason, text]) => {
	expect(ended({is_error: true, terminal_reason})?.text).toBe(text);
});

test('detects an unknown session', () => {
	const errors = ['No conversation found with session ID: aaaa'];
	expect(ended({is_error: true, errors})?.isSessionUnknown).toBe(true);
	expect(ended({is_error: false, result: errors[0]})?.isSessionUnknown).toBe(false);
});

test('detects a missing login by the status or by the error category', () => {
	const synthetic = {
		type: 'assistant',
		error: 'authentication_failed',
		is_api_error_message: true,
		message: {model: '<synthetic>', content: []},
	};
	expect(ended({is_error: true, api_error_status: 401})?.isLoginNeeded).toBe(true);
	expect(ended({is_error: true}, [synthetic])?.isLoginNeeded).toBe(true);
	expect(ended({is_error: true}, [synthetic, init])?.isLoginNeeded).toBe(false);
});

const system = (subtype: string, fields: object = {}) => translate([{type: 'system', subtype, ...fields}]);

test.for([
	['compacting', 'status', {status: 'compacting'}, 'Compacting the conversation.'],
	[
		'a compaction',
		'compact_boundary',
		{compact_metadata: {trigger: 'auto', pre_tokens: 9, post_tokens: 2}},
		'The conversation was compacted automatically: 9 tokens to 2.',
	],
	['a task that ended', 'task_notification', {summary: 'Background command done'}, 'Background command done'],
	['a refusal', 'permission_denied', {message: 'Not allowed.'}, 'Not allowed.'],
	['a banner', 'informational', {content: 'News\u001B[2J'}, 'News'],
	['a full disk', 'session_writes_lost', {error_code: 'ENOSPC'}, 'The session could not be saved (ENOSPC).'],
	[
		'a hook that refused',
		'hook_response',
		{outcome: 'error', exit_code: 2, hook_name: 'Stop'},
		'The hook Stop refused: no output',
	],
] as const)('remarks on %s', ([, subtype, fields, text]) => {
	expect(system(subtype, fields)).toEqual([{type: 'remark-made', level: expect.any(String), text}]);
});

test.for(['thinking_tokens', 'task_progress', 'hook_started', 'commands_changed', 'status'])('ignores %s', subtype => {
	expect(system(subtype)).toEqual([]);
});

test.for(['tool_progress', 'keep_alive', 'command_lifecycle', 'prompt_suggestion'])('ignores %s', type => {
	expect(translate([{type}])).toEqual([]);
});

test('keeps an unknown system frame', () => {
	expect(system('news_of_tomorrow')).toEqual([
		{type: 'frame-kept', frame: {type: 'system', subtype: 'news_of_tomorrow'}},
	]);
});

test('reports a retry with its reason', () => {
	const fields = {attempt: 3, max_retries: 10, retry_delay_ms: 2299, error_status: null, error: 'overloaded'};
	expect(system('api_retry', fields)).toEqual([
		{type: 'api-retried', attempt: 3, of: 10, delayMs: 2299, status: undefined, error: 'overloaded'},
	]);
});

test('an error response to our request is a remark; a success is ignored', () => {
	const response = (subtype: string) => ({type: 'control_response', response: {subtype, error: 'No such mode.'}});
	expect(translate([response('success'), response('error')])).toEqual([
		{type: 'remark-made', level: 'warning', text: 'No such mode.'},
	]);
});

test('reads a permission request with the rules that "always" would add', () => {
	const ask = {
		subtype: 'can_use_tool',
		tool_name: 'Bash',
		input: {command: 'npm publish'},
		permission_suggestions: [
			{type: 'addRules', rules: [{toolName: 'Bash', ruleContent: 'npm publish'}], destination: 'localSettings'},
			{type: 'addDirectories', directories: ['/a', '/b'], destination: 'session'},
			{type: 'setMode', mode: 'acceptEdits', destination: 'session'},
		],
		decision_reason: 'It requires approval',
		tool_use_id: 't1',
	};
	const [asked] = only(translate([{type: 'control_request', request_id: 'q1', request: ask}]), 'permission-asked');
	expect(asked?.permission).toMatchObject({
		requestId: 'q1',
		tool: 'Bash',
		summary: 'npm publish',
		input: {command: 'npm publish'},
		reason: 'It requires approval',
		alwaysLabel:
			'Bash(npm publish) (this project and all its worktrees)\nwork in /a, /b (this session)\nedit files without asking (this session)',
		suggestions: ask.permission_suggestions,
		toolId: 't1',
	});
});

test('offers no "always" if the program forbids it', () => {
	const ask = {subtype: 'can_use_tool', tool_name: 'X', permission_suggestions: [{}], suppress_always_allow_rule: true};
	const [asked] = only(translate([{type: 'control_request', request_id: 'q1', request: ask}]), 'permission-asked');
	expect(asked?.permission.alwaysLabel).toBeUndefined();
});

test('withdraws a request that the program cancels', () => {
	expect(translate([{type: 'control_cancel_request', request_id: 'q1'}])).toEqual([
		{type: 'permission-withdrawn', requestId: 'q1'},
	]);
});

test('keeps an unknown request, and refuses it', () => {
	const frame = {type: 'control_request', request_id: 'q1', request: {subtype: 'hook_callback'}};
	expect(translate([frame])).toEqual([
		{type: 'frame-kept', frame},
		{type: 'request-refused', requestId: 'q1', reason: 'Towline does not know the request hook_callback.'},
	]);
});
