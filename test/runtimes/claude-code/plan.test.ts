import {expect, test} from 'vitest';
import type {SessionId} from '../../../source/core/ids.ts';
import {planRun, rateScope} from '../../../source/runtimes/claude-code/plan.ts';
import {request} from './given.ts';

test('uses stream-json in both directions, and keeps the prompt out of the command line', () => {
	const plan = planRun({...request, prompt: 'a secret plan', permissionMode: 'acceptEdits'});
	expect(plan.command).toBe('claude');
	expect(plan.args.join(' ')).toBe(
		'-p --input-format stream-json --output-format stream-json --verbose --include-partial-messages ' +
			'--replay-user-messages --permission-prompt-tool stdio --thinking-display summarized --permission-mode acceptEdits',
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

test('the scope is the login, and for a window of one model also the model', () => {
	expect(rateScope({HOME: '/home/dev'}, 'five_hour')).toEqual({
		runtime: 'claude-code',
		credential: '/home/dev/.claude',
		model: undefined,
	});
	expect(rateScope({HOME: '/home/dev', CLAUDE_CONFIG_DIR: '/other'}, 'seven_day_opus')).toMatchObject({
		credential: '/other',
		model: 'opus',
	});
	expect(rateScope({}, 'seven_day_overage').model).toBeUndefined();
});
