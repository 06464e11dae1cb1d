import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync, readFileSync} from 'node:fs';
import {createServer} from 'node:net';
import path from 'node:path';
import {expect, test} from 'vitest';
import {createFrameDecoder, encodeFrame} from '../../source/holder/protocol/frame-codec.ts';
import {holderPid} from './holder-pid.ts';
import {createProject, isAlive, killQuietly, program, type TestProject} from './project.ts';
import {spokenOf, toldOf} from './told.ts';

/** The holder of the commit that brought it, as it was built. */
const firstHolder = path.resolve(import.meta.dirname, '../fixtures/holder/hold-1.js');

const isAt =
	(...statuses: readonly string[]) =>
	({phase}: {phase: {status: string}}) =>
		statuses.includes(phase.status);

async function killSupervisor(project: TestProject): Promise<void> {
	const {pid} = await project.client.hello();
	killQuietly(pid);
	await expect.poll(() => isAlive(pid), {interval: 5}).toBe(false);
}

/** Resolves once another supervisor answers than this one. */
async function untilRestarted(project: TestProject, before: number): Promise<void> {
	await expect.poll(async () => (await project.client.hello().catch(() => undefined))?.pid ?? before).not.toBe(before);
}

/** What stands in the spools of a project, all runs together. */
function spooled(project: TestProject): string {
	const folder = path.join(project.root, '.towline/spool');
	return readdirSync(folder)
		.map(run => readFileSync(path.join(folder, run, 'output'), 'utf8'))
		.join('');
}

test('a holder that is killed loses its runs, leaves no process behind, and the next command goes on', async () => {
	await using project = createProject({stories: {'1_long': 'long', '2_fork': 'double-fork', '3_one': 'answers'}});
	await project.towline('start', '1_long');
	await project.towline('start', '2_fork');
	await project.untilAgent('1_long', isAt('running'));
	await project.untilAgent('2_fork', isAt('running'));
	const before = await project.agent('1_long');
	killQuietly((await holderPid(project)) ?? 0);
	await project.untilAgent('1_long', isAt('lost'));
	await project.untilAgent('2_fork', isAt('lost'));
	expect(project.marked()).toEqual([]);
	expect(await project.agent('1_long')).toMatchObject({sessionId: before.sessionId});
	expect(await project.towline('run', '3_one')).toMatchObject({exitCode: 0});
	expect(await project.towline('resume', '1_long')).toMatchObject({exitCode: 0});
	await project.untilAgent('1_long', ({attempts, phase}) => attempts === 2 && phase.status === 'running');
});

test('when holder and supervisor die together, what was spooled is recorded, and then the runs are lost', async () => {
	await using project = createProject({stories: {'1_flood': 'flood'}});
	await project.towline('start', '1_flood');
	await project.untilAgent('1_flood', ({ledger}) => ledger.length > 0);
	const {pid} = await project.client.hello();
	const holder = (await holderPid(project)) ?? 0;
	process.kill(pid, 'SIGSTOP');
	const size = spooled(project).length;
	await expect.poll(() => spooled(project).length).toBeGreaterThan(size + 20_000);
	killQuietly(holder);
	killQuietly(pid);
	await expect.poll(() => isAlive(pid) || isAlive(holder)).toBe(false);
	// Nothing is started by reading, and nobody holds the run any more.
	expect(await project.agent('1_flood')).toMatchObject({status: 'lost'});
	expect((await project.towline('message', '1_flood', 'hello')).exitCode).not.toBe(0);
	expect(await project.agent('1_flood')).toMatchObject({status: 'lost'});
	expect(project.marked()).toEqual([]);
	expect(await toldOf(project, '1_flood')).toEqual(await spokenOf(project, '1_flood'));
});

test('a permission that is asked is answered once, by whichever supervisor is there', async () => {
	await using project = createProject({stories: {'1_ask': 'asks'}});
	await project.towline('start', '1_ask');
	await project.untilAgent('1_ask', isAt('needs-input'));
	const before = await project.client.hello();
	await killSupervisor(project);
	await untilRestarted(project, before.pid);
	const agent = await project.untilAgent('1_ask', isAt('needs-input'));
	expect(agent.attempts).toBe(1);
	expect(await project.towline('answer', '1_ask', 'allow')).toMatchObject({exitCode: 0});
	const again = await project.client.hello();
	await killSupervisor(project);
	await untilRestarted(project, again.pid);
	await project.untilAgent('1_ask', isAt('completed'));
	expect(spooled(project).match(/"type":"result"/g)?.length).toBe(1);
});

test('an agent that is silent is ended in time, though its supervisor was killed meanwhile', async () => {
	await using project = createProject({stories: {'1_silent': 'silent'}, limits: 'inactivity_timeout = "4s"'});
	await project.towline('start', '1_silent');
	await project.untilAgent('1_silent', isAt('running'));
	const {pid} = await project.client.hello();
	await killSupervisor(project);
	await untilRestarted(project, pid);
	const {lastEnd} = await project.untilAgent('1_silent', isAt('failed'));
	expect(lastEnd?.exit).toMatchObject({kind: 'killed', by: 'inactivity'});
	expect(project.marked()).toEqual([]);
});

test('restart replaces the supervisor and no run ends; down ends agents and holder', async () => {
	await using project = createProject({stories: {'1_long': 'long'}});
	await project.towline('start', '1_long');
	const before = await project.untilAgent('1_long', isAt('running'));
	const {pid} = await project.client.hello();
	const holder = await holderPid(project);
	expect(await project.towline('restart')).toMatchObject({
		exitCode: 0,
		stdout: expect.stringMatching(/^The supervisor is restarted: Towline .*, pid \d+\. 1 agent continues\.\n$/),
	});
	expect((await project.client.hello()).pid).not.toBe(pid);
	expect(isAlive(pid)).toBe(false);
	expect(await holderPid(project)).toBe(holder);
	const after = await project.untilAgent('1_long', isAt('running'));
	expect(after).toMatchObject({attempts: 1, session: before.session});
	await project.towline('down');
	expect(project.marked()).toEqual([]);
	await expect.poll(() => isAlive(holder ?? 0)).toBe(false);
});

test('down ends agents whose supervisor has just been killed', async () => {
	await using project = createProject({stories: {'1_long': 'long'}});
	await project.towline('start', '1_long');
	await project.untilAgent('1_long', isAt('running'));
	await killSupervisor(project);
	expect(await project.towline('down')).toMatchObject({
		exitCode: 0,
		stdout: expect.stringContaining('it ended 1 process'),
	});
	expect(project.marked()).toEqual([]);
	expect(await project.agent('1_long')).toMatchObject({status: 'stopped'});
});

test('the runs of the first holder are adopted by the supervisor of today', async () => {
	await using project = createProject({stories: {'1_flood': 'flood', '2_ask': 'asks'}});
	const child = spawn(process.execPath, [firstHolder, 'hold', project.root], {
		env: project.env,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	await once(child.stdout, 'data');
	await project.towline('start', '1_flood');
	await project.towline('start', '2_ask');
	await project.untilAgent('1_flood', isAt('running'));
	await project.untilAgent('2_ask', isAt('needs-input'));
	expect(await holderPid(project)).toBe(child.pid);
	const {pid} = await project.client.hello();
	await killSupervisor(project);
	await untilRestarted(project, pid);
	const agent = await project.untilAgent('1_flood', isAt('running'));
	expect(agent.attempts).toBe(1);
	expect(await project.towline('answer', '2_ask', 'allow')).toMatchObject({exitCode: 0});
	await project.untilAgent('2_ask', isAt('completed'));
	await project.towline('kill', '1_flood');
	await project.untilAgent('1_flood', isAt('stopped'));
	expect(await toldOf(project, '1_flood')).toEqual(await spokenOf(project, '1_flood'));
	expect(await holderPid(project)).toBe(child.pid);
	await project.towline('down');
	await expect.poll(() => child.exitCode).toBe(0);
});

test('a holder of a newer protocol is named in a readable error, and nothing is touched', async () => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	const heard: string[] = [];
	const newer = createServer(socket => {
		const decoder = createFrameDecoder();
		socket.on('error', () => {});
		socket.on('data', chunk => {
			for (const {header} of decoder.push(chunk)) {
				heard.push(String(header.type));
				socket.write(
					encodeFrame({
						type: 'ok',
						re: header.id,
						protocol: 9,
						oldest: 9,
						version: '9.0.0',
						pid: 4711,
						root: project.root,
						startedAt: 1,
					}),
				);
			}
		});
	});
	newer.listen(path.join(project.root, '.sock', 's.hold'));
	const {exitCode, stderr} = await project.towline('start', '1_one');
	expect(exitCode).toBe(1);
	expect(stderr).toMatch(/The holder \(pid 4711\) is Towline 9\.0\.0 and speaks protocol 9/);
	expect(new Set(heard)).toEqual(new Set(['hello']));
	newer.close();
});

test('the holder can be spoken with on standard input and output, as ssh does', async () => {
	await using project = createProject({stories: {}});
	const child = spawn(process.execPath, [program, 'hold', '--stdio', project.root], {env: project.env});
	const answers: unknown[] = [];
	const decoder = createFrameDecoder();
	child.stdout.on('data', chunk => answers.push(...decoder.push(chunk).map(({header}) => header)));
	child.stdin.write(
		encodeFrame({type: 'hello', id: 1, protocol: 1, oldest: 1, role: 'viewer', version: 'test', pid: child.pid}),
	);
	await expect.poll(() => answers).toMatchObject([{type: 'ok', re: 1, root: project.root}]);
	child.kill();
});
