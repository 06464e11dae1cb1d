import {expect, test} from 'vitest';
import {claudeCode} from '../../source/runtimes/claude-code.ts';
import {credentialOf} from '../../source/supervisor/credential.ts';

test('two tokens are two credentials, and neither is part of its name', () => {
	const [first, second, same] = ['sk-ant-one', 'sk-ant-two', 'sk-ant-one'].map(token =>
		credentialOf(claudeCode, {HOME: '/home/dev', CLAUDE_CODE_OAUTH_TOKEN: token}),
	);
	expect(first).toMatch(/^#[0-9a-f]{8}$/);
	expect(second).toMatch(/^#[0-9a-f]{8}$/);
	expect(second).not.toBe(first);
	expect(same).toBe(first);
});

test('without a token the folder of the login is the credential', () => {
	expect(credentialOf(claudeCode, {HOME: '/home/dev'})).toBe('/home/dev/.claude');
	expect(credentialOf(claudeCode, {})).toBeUndefined();
});
