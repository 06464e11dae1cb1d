import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {test} from 'vitest';
import {createProject, program} from './project.ts';
import {startCommand} from './started-command.ts';

test.concurrent('ps --watch prints each change, as JSON one line each, and ends with Ctrl-C', async ({expect}) => {
	await using project = createProject({stories: {'1_long': 'long'}});
	await project.towline('start', '1_long');
	await using command = startCommand(project, 'ps', '--watch', '--json');
	await command.says(/"status":"running"/);
	await project.towline('kill', '1_long');
	await command.says(/"status":"stopped"/);
	command.kill('SIGINT');
	expect(await command.exited).toBe(0);
	expect(command.errors()).toBe('');

	for (const line of command.output().trimEnd().split('\n')) {
		expect(JSON.parse(line).agents).toHaveLength(1);
	}
});

test.concurrent('logs -f ends by itself when the agent is finished, and at once if it was', async ({expect}) => {
	await using project = createProject({stories: {'1_long': 'long', '2_done': 'answers'}});
	await project.towline('start', '1_long');
	await using command = startCommand(project, 'logs', '-f', '1_long');
	await command.says(/run 1/);
	await project.towline('kill', '1_long');
	expect(await command.exited).toBe(0);
	expect(command.output()).toMatch(/── stopped.*──\n$/);
	await project.towline('run', '2_done');
	expect(await project.towline('logs', '-f', '2_done')).toMatchObject({
		exitCode: 0,
		stdout: expect.stringMatching(/── completed ──\n$/),
	});
});

test.concurrent('logs -f of a queued agent ends when it is taken from the queue', async ({expect}) => {
	await using project = createProject({stories: {'1_long': 'long', '2_next': 'answers'}, limits: 'max_parallel = 1'});
	await project.towline('start', '1_long');
	await project.towline('pause');
	await using run = startCommand(project, 'run', '2_next');
	await project.untilAgent('2_next', ({phase}) => phase.status === 'queued');
	await using command = startCommand(project, 'logs', '-f', '2_next');
	await command.says(/has not run yet/);
	await project.towline('kill', '2_next');
	expect(await command.exited).toBe(0);
	await run.exited;
});

test.concurrent('logs shows earlier runs by number, by id and all', async ({expect}) => {
	await using project = createProject({stories: {'1_done': 'answers'}});
	await project.towline('run', '1_done');
	const first = (await project.towline('logs', '1_done', '--json')).stdout;
	await project.towline('run', '1_done');
	const last = (await project.towline('logs', '1_done', '--json')).stdout;
	expect(last).not.toBe(first);
	expect((await project.towline('logs', '1_done', '--json', '--run', '1')).stdout).toBe(first);
	const {run} = JSON.parse(first.split('\n')[0] ?? '') as {run: string};
	expect((await project.towline('logs', '1_done', '--json', '--run', run.slice(0, -1))).stdout).toBe(first);
	expect((await project.towline('logs', '1_done', '--json', '--all-runs')).stdout).toBe(first + last);
	expect(await project.towline('logs', '1_done', '--run', '3')).toMatchObject({
		exitCode: 2,
		stderr: expect.stringMatching(new RegExp(`has no run "3" with a log\\. It has 1 \\(${run}\\), 2 \\(`)),
	});
	expect((await project.towline('logs', '1_done', '--tail', '1', '-t')).stdout).toMatch(
		/^\d{4}-.*Z ── completed ──\n$/,
	);
});

test.concurrent('ps asks a running supervisor without loading schemas, templates or the dashboard', async ({
	expect,
}) => {
	await using project = createProject({stories: {'1_done': 'answers'}});
	await project.towline('start', '1_done');
	const list = path.join(project.root, 'loaded');
	const hook = `import {registerHooks} from 'node:module'; import {appendFileSync} from 'node:fs';
		registerHooks({load(url, context, next) { appendFileSync(${JSON.stringify(list)}, url + '\\n'); return next(url, context); }});`;
	project.env.NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(hook)}`;
	expect(await project.towline('ps')).toMatchObject({exitCode: 0, stderr: ''});
	project.env.NODE_OPTIONS = '';
	const loaded = readFileSync(list, 'utf8')
		.split('\n')
		.filter(url => url.startsWith('file:') && url.includes('/dist/'))
		.map(url => ({url, text: readFileSync(fileURLToPath(url), 'utf8')}));
	expect(loaded.length).toBeGreaterThan(2);
	// Names that zod, mustache and react keep in their bundles.
	expect(loaded.filter(({text}) => /ZodType|mustache\.js|react\.element/.test(text)).map(({url}) => url)).toEqual([]);
	const all = readdirSync(path.dirname(program), {recursive: true, encoding: 'utf8'}).filter(name =>
		name.endsWith('.js'),
	);
	expect(all.some(name => readFileSync(path.join(path.dirname(program), name), 'utf8').includes('ZodType'))).toBe(true);
});
