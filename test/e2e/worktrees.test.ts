import {appendFileSync, existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {createProject, git} from './project.ts';

const hasEnded = ({lastEnd, phase}: {lastEnd?: unknown; phase: {status: string}}) =>
	lastEnd !== undefined && phase.status !== 'queued';

test.concurrent('two stories work at once on separate branches', async () => {
	await using project = createProject({
		stories: {'1_one': 'commits', '2_two': 'commits'},
		worktrees: true,
		worktree: 'copy = [".env"]\nsetup = ["echo prepared > prepared.txt; cat .env"]',
	});
	writeFileSync(path.join(project.root, '.env'), 'SECRET=1\n');
	appendFileSync(path.join(project.root, '.git/info/exclude'), '.env\nprepared.txt\n');
	const {exitCode} = await project.towline('run');
	expect(exitCode).toBe(0);

	for (const story of ['1_one', '2_two']) {
		const worktree = path.join(project.root, '.towline/worktrees', story);
		expect(await project.agent(story)).toMatchObject({
			status: 'completed',
			branch: `towline/${story}`,
			worktree,
			changes: {files: 1, added: 1, removed: 0, commits: 1},
			reason: 'left 1 new commit',
		});
		expect(readFileSync(path.join(worktree, '.env'), 'utf8')).toBe('SECRET=1\n');
		expect(existsSync(path.join(worktree, 'prepared.txt'))).toBe(true);
		expect(git(project.root, 'log', '--format=%s', `main..towline/${story}`).trim()).toBe('Add agent.txt');
		const {stdout} = await project.towline('logs', story);
		expect(stdout).toContain('SECRET=1');
	}

	expect(git(project.root, 'status', '--porcelain')).toBe('');
	expect(existsSync(path.join(project.root, 'agent.txt'))).toBe(false);
	const [id] = Object.keys((await project.client.readFleet()).agents);
	expect(await project.client.readDiff(id as never)).toContain('+work');
});

test.concurrent('a failing setup command fails the story, and the log has its output', async () => {
	await using project = createProject({
		stories: {'1_one': 'answers'},
		worktrees: true,
		worktree: 'setup = ["echo installing; echo no network >&2; exit 7"]',
	});
	expect(await project.towline('run')).toMatchObject({exitCode: 1});
	const {status, reason, attempt} = await project.agent('1_one');
	expect({status, attempt}).toEqual({status: 'failed', attempt: 1});
	expect(reason).toMatch(/setup command .* exit code 7/);
	const {stdout} = await project.towline('logs', '1_one');
	expect(stdout).toContain('no network');
});

test.concurrent('kill also ends a running setup command', async ({expect}) => {
	await using project = createProject({
		stories: {'1_one': 'answers'},
		worktrees: true,
		worktree: 'setup = ["echo waiting; sleep 300"]',
	});
	await project.towline('start', '1_one');
	await expect.poll(() => project.marked().length).toBeGreaterThan(0);
	expect(await project.towline('kill', '1_one')).toMatchObject({exitCode: 0});
	expect(await project.agent('1_one')).toMatchObject({status: 'stopped', reason: 'killed by you'});
	expect(project.marked()).toEqual([]);
});

test.concurrent('a story continues on its existing branch', async () => {
	await using project = createProject({stories: {'1_one': 'answers'}, worktrees: true});
	git(project.root, 'branch', 'towline/1_one');
	git(project.root, 'switch', '--quiet', 'towline/1_one');
	git(project.root, 'commit', '--quiet', '--allow-empty', '-m', 'Work of before');
	git(project.root, 'switch', '--quiet', 'main');
	expect(await project.towline('run')).toMatchObject({exitCode: 0});
	expect((await project.agent('1_one')).changes).toMatchObject({commits: 1});
	expect(git(project.root, 'log', '-1', '--format=%s', 'towline/1_one').trim()).toBe('Work of before');
});

test.concurrent.for([
	['a base that does not exist', {more: '', limits: ''}, /project\.base is "nowhere"/],
	['no repository', {hasGit: false}, /is not a git repository.*enabled = false/],
] as const)('%s fails the story with what to do about it', async ([what, options, reason]) => {
	await using project = createProject({stories: {'1_one': 'answers'}, worktrees: true, ...options});

	if (what.startsWith('a base')) {
		const toml = path.join(project.root, 'towline.toml');
		writeFileSync(toml, readFileSync(toml, 'utf8').replace('name = "shop"', 'name = "shop"\nbase = "nowhere"'));
	}

	expect(await project.towline('run')).toMatchObject({exitCode: 1});
	expect((await project.agent('1_one')).reason).toMatch(reason);
});

test.concurrent('a folder without a repository works if worktrees are disabled', async () => {
	await using project = createProject({stories: {'1_one': 'answers'}, hasGit: false});
	expect(await project.towline('run')).toMatchObject({exitCode: 0});
	expect(await project.agent('1_one')).toMatchObject({
		status: 'completed',
		worktree: null,
		branch: null,
		changes: null,
	});
});

test.concurrent('during a merge no agent works in the checkout; worktrees still work', async () => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	const {root} = project;
	const file = path.join(root, 'a.txt');

	for (const branch of ['other', 'main']) {
		git(root, 'switch', '--quiet', ...(branch === 'main' ? [] : ['-c']), branch);
		writeFileSync(file, branch);
		git(root, 'add', 'a.txt');
		git(root, 'commit', '--quiet', '-m', branch);
	}

	expect(() => git(root, 'merge', 'other')).toThrow();
	expect(await project.towline('run')).toMatchObject({exitCode: 1});
	expect((await project.agent('1_one')).reason).toMatch(/has an unfinished merge.*--abort/);
	const toml = path.join(root, 'towline.toml');
	writeFileSync(toml, readFileSync(toml, 'utf8').replace('enabled = false', 'enabled = true'));
	expect(await project.towline('run')).toMatchObject({exitCode: 0});
});

test.concurrent('a story whose file is deleted while it runs still finishes', async () => {
	await using project = createProject({
		stories: {'1_long': 'long'},
		worktrees: true,
		env: {TOWLINE_FIXTURE_SECONDS: '2'},
	});
	await project.towline('start', '1_long');
	await project.untilAgent('1_long', ({phase}) => phase.status === 'running');
	rmSync(path.join(project.root, 'stories/1_long.md'));
	await project.untilAgent('1_long', ({isListed}) => !isListed);
	const agent = await project.untilAgent('1_long', hasEnded);
	expect(agent).toMatchObject({phase: {status: 'completed'}, isListed: false});
	expect(await project.towline('start', '1_long')).toMatchObject({exitCode: 2});
});
