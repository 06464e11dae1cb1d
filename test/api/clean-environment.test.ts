import {expect, test} from 'vitest';
import {cleanEnvironment, supervisorEnvironment} from '../../source/api/clean-environment.ts';

const program = '/home/me/towline/dist/cli.js';
const env = {
	HOME: '/home/me',
	PATH: '/home/me/towline/node_modules/.bin:/home/me/node_modules/.bin:/npm/node-gyp-bin:/other/node_modules/.bin:/usr/bin',
	SSH_AUTH_SOCK: '/run/agent',
	ANTHROPIC_API_KEY: 'secret',
	npm_config_loglevel: 'error',
	INIT_CWD: '/home/me/towline',
	CLAUDECODE: '1',
	CLAUDE_CODE_ENTRYPOINT: 'cli',
	CLAUDE_CONFIG_DIR: '/home/me/.claude',
	TOWLINE_RUN: 'r1',
	TOWLINE_CLAUDE_BIN: '/opt/claude',
};

test("agents get the user's environment without what started us", () => {
	expect(cleanEnvironment(env, program)).toEqual({
		HOME: '/home/me',
		PATH: '/other/node_modules/.bin:/usr/bin',
		SSH_AUTH_SOCK: '/run/agent',
		ANTHROPIC_API_KEY: 'secret',
		CLAUDE_CONFIG_DIR: '/home/me/.claude',
		TOWLINE_CLAUDE_BIN: '/opt/claude',
	});
});

test('the supervisor gets only the variables that it needs', () => {
	expect(Object.keys(supervisorEnvironment(env, program))).toEqual(['HOME', 'PATH']);
});

test('the supervisor is told to write a verbose log', () => {
	expect(supervisorEnvironment({...env, TOWLINE_DEBUG: '1'}, program)).toHaveProperty('TOWLINE_DEBUG', '1');
});
