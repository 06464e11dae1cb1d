import {expect, test} from 'vitest';
import type {PermissionDecision} from '../../../source/core/fleet/permission.ts';
import {formatAnswered, toAnswered} from '../../../source/core/fleet/permission-answer.ts';
import {permission} from '../given.ts';

const told = (decision: PermissionDecision, by: Parameters<typeof toAnswered>[2] = {by: 'user'}) =>
	formatAnswered(toAnswered(permission(), decision, by));

test('who allowed, and in which form, is told', () => {
	expect(told({kind: 'allow'})).toBe('allowed by you');
	expect(told({kind: 'allow', edited: 'npm test'})).toBe('allowed by you');
	expect(told({kind: 'allow', edited: 'npm ci'})).toBe('allowed by you, edited to: npm ci');
	expect(told({kind: 'allow', input: {command: 'ls'}})).toBe('allowed by you, edited to: {\n  "command": "ls"\n}');
	expect(told({kind: 'allow', always: true})).toBe('allowed by you, always from now on');
	expect(told({kind: 'allow'}, {by: 'rule', rule: 'Bash "npm *"'})).toBe('allowed by the rule Bash "npm *"');
	expect(told({kind: 'deny', message: 'Not here.'})).toBe('denied by you: Not here.');
	expect(told({kind: 'deny', message: 'Nobody.'}, {by: 'timeout'})).toBe('denied because nobody answered in time');
	expect(told({kind: 'answer', answers: [['Red'], ['A', 'B'], []]})).toBe('answered by you: Red; A, B; no answer');
	expect(told({kind: 'cancel'})).toBe('closed without an answer by you');
});
