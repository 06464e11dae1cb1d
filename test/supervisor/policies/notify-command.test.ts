import {expect, test} from 'vitest';
import type {RunExit} from '../../../source/core/fleet/run-exit.ts';
import {createNotifyCommand} from '../../../source/supervisor/policies/notify-command.ts';
import {permission, runEnded, runQueued, runStarted, sessionOpened, storyRead} from '../../core/given.ts';
import {createPolicyBench} from './policy-bench.ts';

function bench({command}: {command: string | undefined} = {command: 'tell-me'}) {
	const made = createPolicyBench();
	const ran: {command: string; env: Readonly<Record<string, string>>; end: () => void}[] = [];
	made.use(
		createNotifyCommand({
			fleet: made.fleet,
			config: () => ({...made.deps.config(), notify: {bell: false, title: true, desktop: false, command}}),
			run: (line, env) => new Promise(resolve => ran.push({command: line, env, end: resolve})),
		}),
	);
	made.given(storyRead, runStarted(), sessionOpened);
	return {...made, ran};
}

test('permissions, ends and limits are announced in the environment, not in the command line', () => {
	const {given, ran} = bench();
	given({type: 'permission-asked', permission: permission()});
	given(runEnded({kind: 'failed', exitCode: 1, reason: 'it "broke"; rm -rf /\n'}));
	expect(ran.map(({command, env}) => [command, env.TOWLINE_EVENT, env.TOWLINE_TEXT])).toEqual([
		['tell-me', 'needs-input', 'Bash: npm test'],
		['tell-me', 'failed', expect.stringMatching(/^it "broke"; rm -rf \//)],
	]);
	expect(ran[1]?.env).toMatchObject({TOWLINE_STORY: '42_login', TOWLINE_STATUS: 'failed'});
	expect(ran[1]?.env.TOWLINE_TEXT).not.toContain('\n');
});

test.for([
	{kind: 'killed', by: 'user'},
	{kind: 'killed', by: 'shutdown'},
] as const satisfies readonly RunExit[])('what a person did by $by is no news to them', exit => {
	const {given, ran} = bench();
	given(runEnded(exit));
	expect(ran).toEqual([]);
});

test('a failure that is retried is not announced', () => {
	const {given, ran} = bench();
	given(runEnded({kind: 'failed', exitCode: 1, reason: 'it broke'}), runQueued);
	expect(ran).toEqual([]);
});

test('with many notifications some wait, and none is lost', async () => {
	const {given, ran} = bench();

	for (let count = 0; count < 6; count++) {
		given({type: 'permission-asked', permission: permission(`request-${count}`)});
	}

	expect(ran).toHaveLength(4);
	ran[0]?.end();
	await expect.poll(() => ran.length).toBe(5);
	ran[1]?.end();
	await expect.poll(() => ran.length).toBe(6);
});

test('without a command nothing is run', () => {
	const {given, ran} = bench({command: undefined});
	given(runEnded());
	expect(ran).toEqual([]);
});
