import path from 'node:path';
import {expect, test} from 'vitest';
import {readConfig} from '../../../source/project/config/read-config.ts';
import {temporaryFolder, writeFiles} from '../temporary.ts';

const runtimes = ['claude-code', 'codex'];
const coder = '[[agent]]\nname = "coder"\nruntime = "claude-code"\n';

async function read(toml: string | Uint8Array) {
	const folder = temporaryFolder();
	await writeFiles(folder, {'towline.toml': toml});
	return readConfig({file: path.join(folder, 'towline.toml'), runtimes});
}

test('one agent is enough; all other keys have defaults', async () => {
	const config = await read(coder);
	expect(config).toMatchObject({
		name: path.basename(config.root),
		stories: path.join(config.root, 'stories'),
		base: undefined,
		worktree: {
			enabled: true,
			path: '.towline/worktrees/{{story.id}}',
			branch: 'towline/{{story.id}}',
			setup: [],
			teardown: [],
			copy: [],
		},
		limits: {
			maxParallel: 4,
			maxWaiting: 8,
			maxRetries: 2,
			inactivityTimeoutMs: 900_000,
			backgroundTimeoutMs: 600_000,
			permissionTimeoutMs: 0,
			autoResume: true,
			resumeLost: false,
			storyBudgetUsd: undefined,
		},
		permissions: [],
		logs: {keepLogsMs: 30 * 86_400_000},
		notify: {bell: false, title: true, desktop: false, command: undefined},
		prices: {},
	});
	expect(config.agents[0]).toMatchObject({name: 'coder', command: undefined, args: [], env: {}, maxTurns: undefined});
	expect(config.agents[0].prompt).toContain('{{story.body}}');
});

test('reads every key', async () => {
	const config = await read(`
[project]
name = "shop"
stories = "work/stories"
base = "main"
[worktree]
enabled = false
path = "/srv/trees/{{story.id}}"
branch = "agents/{{ story.id }}"
setup = ["npm ci"]
teardown = ["docker compose down"]
copy = [".env", "certs"]
[limits]
max_parallel = 8
max_waiting = 3
max_retries = 0
inactivity_timeout = "0"
permission_timeout = "2h"
auto_resume = false
resume_lost = true
story_budget_usd = 5.0
day_budget_usd = 50
project_budget_usd = 200.5
[[agent]]
name = "coder"
runtime = "codex"
command = "my-codex"
args = ["--model", ""]
env = {MY_FLAG = "1"}
permission_mode = "acceptEdits"
max_parallel = 2
max_turns = 200
prompt = "Do {{story.body}} in {{worktree}}"
[[permission]]
tool = "Bash"
match = "npm test*"
decision = "allow"
[logs]
keep_logs = "7d"
[notify]
bell = true
title = false
command = "notify-send"
[prices."gpt-5.5"]
input = 1.25
output = 10
`);
	expect(config).toMatchObject({
		name: 'shop',
		stories: path.join(config.root, 'work/stories'),
		base: 'main',
		worktree: {enabled: false, path: '/srv/trees/{{story.id}}', setup: ['npm ci'], copy: ['.env', 'certs']},
		limits: {
			maxParallel: 8,
			maxWaiting: 3,
			maxRetries: 0,
			inactivityTimeoutMs: 0,
			backgroundTimeoutMs: 600_000,
			permissionTimeoutMs: 7_200_000,
			autoResume: false,
			resumeLost: true,
			storyBudgetUsd: 5,
			dayBudgetUsd: 50,
			projectBudgetUsd: 200.5,
		},
		agents: [
			{
				runtime: 'codex',
				command: 'my-codex',
				args: ['--model', ''],
				env: {MY_FLAG: '1'},
				permissionMode: 'acceptEdits',
				maxParallel: 2,
				maxTurns: 200,
			},
		],
		permissions: [{tool: 'Bash', match: 'npm test*', decision: 'allow'}],
		logs: {keepLogsMs: 7 * 86_400_000},
		notify: {bell: true, title: false, desktop: false, command: 'notify-send'},
		prices: {'gpt-5.5': {input: 1.25, output: 10, cacheRead: 0, cacheWrite: 0}},
	});
});

test('without the file the error suggests init', async () => {
	const missing = readConfig({file: path.join(temporaryFolder(), 'towline.toml'), runtimes});
	await expect(missing).rejects.toMatchObject({code: 'CONFIG_MISSING', exitCode: 2});
});

const refusals: readonly (readonly [string, string, RegExp])[] = [
	['invalid TOML', `${coder}args = [`, /toml:4: expected valid TOML: line 4/],
	[
		'an unknown key',
		`[limits]\nmax_paralel = 3\n${coder}`,
		/toml:2: unknown key "max_paralel" in \[limits\], expected one of max_parallel,/,
	],
	[
		'an unknown table',
		`${coder}[limit]\n`,
		/toml:4: unknown key "limit" at the top, expected one of project, worktree/,
	],
	['an unknown key of an agent', `${coder}\n${coder}model = "x"`, /toml:8: unknown key "model" in \[agent\[2\]\]/],
	['no agent', '[project]\n', /toml: agent is missing, expected at least one \[\[agent\]\]/],
	['an agent that is not a list', '[agent]\nname = "a"', /toml:1: agent is .*, expected at least one \[\[agent\]\]/],
	[
		'a wrong type',
		`${coder}max_turns = "many"`,
		/toml:4: agent\[1\].max_turns is "many", expected a whole number from 1/,
	],
	[
		'a count out of range',
		`[limits]\nmax_parallel = 0\n${coder}`,
		/toml:2: limits.max_parallel is 0, expected a whole/,
	],
	['a count with a fraction', `[limits]\nmax_parallel = 1.5\n${coder}`, /toml:2: .*is 1.5/],
	['infinite money', `[limits]\nday_budget_usd = inf\n${coder}`, /toml:2: .*is Infinity, expected US dollars/],
	['negative money', `[limits]\nstory_budget_usd = -1\n${coder}`, /toml:2: .*is -1, expected US dollars/],
	[
		'a duration without unit',
		`[limits]\ninactivity_timeout = "15"\n${coder}`,
		/toml:2: .*is "15", expected a duration/,
	],
	['a duration of years', `[logs]\nkeep_logs = "400d"\n${coder}`, /toml:2: .*at most "366d"/],
	['a duration as a number', `[logs]\nkeep_logs = 30\n${coder}`, /toml:2: logs.keep_logs is 30, expected a duration/],
	[
		'two agents of one name',
		`${coder}${coder}`,
		/toml:5: agent\[2\].name is "coder", expected a name that differs from "coder"/,
	],
	['two names that differ only in case', `${coder}${coder.replace('coder', 'Coder')}`, /differs from "coder"/],
	[
		'an agent named with a colon',
		coder.replace('coder', 'a:b'),
		/toml:2: agent\[1\].name is "a:b", expected a name of/,
	],
	['an agent named like a path', coder.replace('coder', '../x'), /toml:2: .*is used in file names/],
	[
		'an unknown runtime',
		coder.replace('claude-code', 'cloud'),
		/toml:3: .*is "cloud", expected one of claude-code, codex/,
	],
	[
		'an empty glob',
		`${coder}[[permission]]\ntool = "Bash"\ndecision = "ask"\nmatch = ""`,
		/toml:7: permission\[1\].match is "", expected a glob/,
	],
	[
		'an unknown decision',
		`${coder}[[permission]]\ntool = "Bash"\ndecision = "maybe"`,
		/toml:6: .*"allow", "deny" or "ask"/,
	],
	[
		'a template with an unknown variable',
		`${coder}prompt = """\n{{story.body}}\n[limits]\n{{story.owner}}"""`,
		/toml:4: agent\[1\].prompt is .*"story.owner" is unknown/,
	],
	['a template with a section', `${coder}prompt = "{{#story}}{{id}}{{/story}}"`, /toml:4: .*"story" is unknown/],
	['a template that is not closed', `${coder}prompt = "{{story.id"`, /toml:4: .*Unclosed tag/],
	[
		'a worktree path with a title',
		`[worktree]\npath = "{{story.title}}"\n${coder}`,
		/toml:2: .*"story.title" is unknown/,
	],
	[
		'a worktree path that all stories share',
		`[worktree]\npath = "tree"\n${coder}`,
		/toml:2: .*each story needs its own/,
	],
	[
		'a worktree path that leaves the project',
		`[worktree]\npath = "../{{story.id}}"\n${coder}`,
		/toml:2: .*expected a path inside the project/,
	],
	['a worktree path in .git', `[worktree]\npath = ".git/{{story.id}}"\n${coder}`, /toml:2: .*not in .git/],
	[
		'a branch that git refuses',
		`[worktree]\nbranch = "a b/{{story.id}}"\n${coder}`,
		/toml:2: .*expected a valid git branch name/,
	],
	[
		'a base that is an option',
		`[project]\nbase = "--force"\n${coder}`,
		/toml:2: project.base is "--force", expected a branch/,
	],
	[
		'a copy that leaves the project',
		`[worktree]\ncopy = [".env", "../secrets"]\n${coder}`,
		/toml:2: worktree.copy\[2\] is "..\/secrets", expected a file or folder inside/,
	],
	[
		'our own variable in env',
		`${coder}env = {TOWLINE_RUN = "x"}`,
		/toml:4: agent\[1\].env.TOWLINE_RUN .*TOWLINE_RUN is reserved/,
	],
	[
		'control characters in a name',
		`[project]\nname = "a\\u001b[2J"\n${coder}`,
		/toml:2: project.name is "a\\u001b\[2J", expected a string of one line/,
	],
	[
		'a negative price',
		`${coder}[prices."gpt-5.5"]\ninput = -1\noutput = 1`,
		/toml:5: prices."gpt-5.5".input is -1, expected US dollars/,
	],
];

test.for(refusals)('%s is refused with file, line and what was expected', async ([, toml, message]) => {
	await expect(read(toml)).rejects.toMatchObject({
		code: 'CONFIG_INVALID',
		exitCode: 2,
		message: expect.stringMatching(message),
	});
});

test('refuses a file that is not UTF-8', async () => {
	await expect(read(Uint8Array.of(0xff, 0xfe, 0x00))).rejects.toMatchObject({
		code: 'CONFIG_INVALID',
		message: expect.stringMatching(/is not valid UTF-8/),
	});
});
