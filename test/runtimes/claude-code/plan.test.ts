import {expect, test} from 'vitest';
import type {SessionId} from '../../../source/core/ids.ts';
import {loginOf, planRun, rateScope} from '../../../source/runtimes/claude-code/plan.ts';
import {request} from './given.ts';

test('uses stream-json in both directions, and keeps the prompt out of the command line', () => {
	const plan = planRun({...request, prompt: 'a secret plan', permissionMode: 'acceptEdits'});
	expect(plan.command).toBe('claude');
	expect(plan.args.join(' ')).toBe(
		'-p --input-format stream-json --output-format stream-json --verbose --include-partial-messages ' +
			'--include-hook-events --replay-user-messages --permission-prompt-tool stdio --thinking-display summarized --name 42_login --permission-mode acceptEdits',
	);
	expect(plan.input).toBe('frames');
});

test('passes --resume as one word, limits turns, and appends configured arguments', () => {
	const plan = planRun({...request, session: '-x' as SessionId, maxTurns: 3, args: ['--model', 'opus']});
	expect(plan.args.slice(-5)).toEqual(['--max-turns', '3', '--resume=-x', '--model', 'opus']);
});

test('requests state events, and removes variables of an enclosing session of the program', () => {
	const plan = planRun(request);
	expect(plan.setEnv).toEqual({CLAUDE_CODE_EMIT_SESSION_STATE_EVENTS: '1', NO_COLOR: '1'});
	expect(plan.unsetEnv).toEqual(['CLAUDECODE', 'CLAUDE_CODE_ENTRYPOINT']);
});

test.for([
	['the environment above all', {TOWLINE_CLAUDE_BIN: '/opt/claude'}, 'mine', '/opt/claude'],
	['the configuration next', {}, 'mine', 'mine'],
	['an empty override is none', {TOWLINE_CLAUDE_BIN: ''}, undefined, 'claude'],
] as const)('chooses the program: %s', ([, env, command, expected]) => {
	expect(planRun({...request, env, command}).command).toBe(expected);
});

test.for([
	[{HOME: '/home/dev'}, {kind: 'folder', folder: '/home/dev/.claude'}],
	[
		{HOME: '/home/dev', CLAUDE_CONFIG_DIR: '/other'},
		{kind: 'folder', folder: '/other'},
	],
	[
		{CLAUDE_CONFIG_DIR: '/other', CLAUDE_CODE_OAUTH_TOKEN: ''},
		{kind: 'folder', folder: '/other'},
	],
	[
		{HOME: '/home/dev', CLAUDE_CODE_OAUTH_TOKEN: 'one'},
		{kind: 'secret', secret: '\0\0one'},
	],
	[
		{HOME: '/home/dev', ANTHROPIC_API_KEY: 'two'},
		{kind: 'secret', secret: '\0two\0'},
	],
	[{}, undefined],
] as const)('%o select the login %o', ([env, login]) => {
	expect(loginOf(env)).toEqual(login);
});

test('the scope of a window is the login, and for some windows one model', () => {
	expect(rateScope('/other', 'five_hour')).toEqual({runtime: 'claude-code', credential: '/other', model: undefined});
	expect(rateScope('/other', 'seven_day_opus')).toMatchObject({credential: '/other', model: 'opus'});
	expect(rateScope('/other', 'seven_day_overage').model).toBeUndefined();
});
