import {expect, test} from 'vitest';
import {init, translate} from './given.ts';

const problems = (frames: readonly unknown[]) =>
	translate(frames).flatMap(event => (event.type === 'problem-found' ? [event.text] : []));

const hook = (fields: object) => ({
	type: 'system',
	subtype: 'hook_response',
	hook_name: 'PreToolUse:Bash',
	hook_event: 'PreToolUse',
	stderr: 'no such linter\u001B[2J\n',
	exit_code: 1,
	outcome: 'error',
	...fields,
});

test('finds the MCP servers that failed, once for all turns', () => {
	const frame = {
		...init,
		mcp_servers: [
			{name: 'docs', status: 'connected'},
			{name: 'tickets', status: 'failed', source: 'project'},
			{name: 'mail', status: 'needs-auth'},
			{name: 'slow', status: 'pending'},
		],
	};
	expect(problems([frame, frame])).toEqual([
		'The MCP server tickets failed to start, so its tools are missing.',
		'The MCP server mail needs a login, so its tools are missing.',
	]);
});

test('finds a hook that failed, once, and says what it printed', () => {
	expect(problems([hook({}), hook({}), hook({outcome: 'success', exit_code: 0})])).toEqual([
		'The hook PreToolUse:Bash failed: no such linter',
	]);
});

test('a hook that refuses what the agent is about to do works as it should', () => {
	const frame = hook({exit_code: 2, stderr: 'not on main'});
	expect(translate([frame])).toEqual([
		{type: 'remark-made', level: 'info', text: 'The hook PreToolUse:Bash refused: not on main'},
	]);
});

const settings = (response: object) => ({
	type: 'control_response',
	response: {request_id: 'towline-settings', ...response},
});

test('finds the settings files that are not valid', () => {
	const errors = [
		{file: '/shop/.claude/settings.json', path: '', message: 'Invalid or malformed JSON'},
		{file: '/home/.claude/settings.json', path: 'permissions.allow', message: 'Expected array, but received string'},
	];
	expect(problems([settings({subtype: 'success', response: {effective: {}, errors}})])).toEqual([
		'The settings file /shop/.claude/settings.json is not valid and may be ignored: Invalid or malformed JSON.',
		'The settings file /home/.claude/settings.json is not valid and may be ignored: permissions.allow: Expected array, but received string.',
	]);
});

test.for([
	['that are valid', {subtype: 'success', response: {effective: {}}}],
	['of a version that does not tell them', {subtype: 'error', error: 'Unknown control request subtype: get_settings'}],
] as const)('says nothing of settings %s', ([, response]) => {
	expect(translate([settings(response)])).toEqual([]);
});
