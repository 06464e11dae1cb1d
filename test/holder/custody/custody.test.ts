import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {expect, onTestFinished, test} from 'vitest';
import type {RunId} from '../../../source/core/ids.ts';
import {type Custody, createCustody} from '../../../source/holder/custody/custody.ts';
import {type ProcessEntry, systemProcesses} from '../../../source/holder/custody/process-table.ts';
import {systemClock} from '../../../source/supervisor/clock.ts';
import {createFakeClock} from '../../helpers/fake-clock.ts';
import {linuxTest} from '../../helpers/linux-test.ts';
import {newRun, startHere} from '../process/start-here.ts';

const gracePeriods = {interruptMs: 300, terminateMs: 300, killMs: 3000};
/** Leaves the agent's session and its parents. */
const detached = (seconds: number) => `setsid sh -c 'sleep ${seconds} &'`;
/** The agent has started everything, and waits on its input for ever. */
const ready = 'echo ready; read word';
/** macOS has no `setsid` command. */

linuxTest('a grandchild that called setsid and forked twice is gone with its run', async () => {
	const {run, custody} = await holdScript(`${detached(900)}; ${detached(901)}; ${ready}`);
	await custody.end({run});
	expect(await markedPids(run)).toEqual([]);
	expect(await custody.sweep(run)).toBe(2);
	expect(custody.endedCount()).toBe(3);
});

test('an agent that ignores SIGTERM is killed', async () => {
	const {run, custody, exited} = await holdScript('trap "" TERM INT HUP; echo ready; while :; do sleep 0.05; done');
	await custody.end({run, interrupt: () => {}});
	expect(await exited).toMatchObject({signal: 9});
	expect(await markedPids(run)).toEqual([]);
});

linuxTest('an agent that obeys its interrupt is not signalled, and what it leaves is', async () => {
	const {run, custody, exited, write} = await holdScript(`${detached(903)}; ${ready}; exit 3`);
	await custody.end({run, interrupt: () => write('stop\n')});
	expect(await exited).toMatchObject({exitCode: 3, signal: undefined});
	expect(await custody.sweep(run)).toBe(1);
	expect(custody.endedCount()).toBe(2);
	expect(await markedPids(run)).toEqual([]);
});

linuxTest('a tool in a session of its own is swept after the agent alone was killed', async () => {
	const {run, custody, exited, pid} = await holdScript(`setsid sleep 904 & setsid sh -c "sleep 905; true" & ${ready}`);
	await expect.poll(async () => (await markedPids(run)).length).toBe(4);
	process.kill(pid, 'SIGKILL');
	await exited;
	expect(await custody.sweep(run)).toBe(3);
	expect(await markedPids(run)).toEqual([]);
});

linuxTest('one that wiped its environment and left is gone too, if it was seen once', async () => {
	const {run, custody, clock, pid} = await holdScript(`env -i setsid /bin/sleep 906 & ${ready}`);
	const sleeper = await findChild(pid, entry => entry.run === undefined);
	await expect.poll(() => lookNow(custody, run, clock)).toBe(2);
	process.kill(pid, 'SIGKILL');
	await expect.poll(() => systemProcesses.startOf(pid)).toBeUndefined();
	expect(await custody.sweep(run)).toBe(1);
	expect(systemProcesses.startOf(sleeper.pid)).toBeUndefined();
});

test('stopped processes are ended too', async () => {
	const {run, custody, exited, pid} = await holdScript('trap "exit 4" TERM; echo ready; while :; do sleep 0.02; done');
	process.kill(pid, 'SIGSTOP');
	await custody.end({run});
	expect(await exited).toMatchObject({exitCode: 4});
});

test('freezing stops all processes of a run, thawing continues them', async () => {
	const {run, custody, pid, heard} = await holdScript('echo ready; while :; do echo tick; sleep 0.02; done');
	await custody.freeze(run);
	await expect.poll(() => stateOf(pid)).toMatch(/^T/);
	const before = heard().length;
	await custody.thaw(run);
	await expect.poll(() => heard().length).toBeGreaterThan(before + 100);
	await custody.freeze(run);
	await custody.end({run});
	expect(await markedPids(run)).toEqual([]);
});

test('processes of another run and unrelated ones are not ended', async () => {
	const {run, custody} = await holdScript(ready);
	const other = await bystander({TOWLINE_RUN: newRun()});
	const stranger = await bystander({});
	await custody.end({run});
	expect([other.exitCode, other.signalCode, stranger.exitCode, stranger.signalCode]).toEqual([null, null, null, null]);
});

test('a recorded pid that was reused is never signalled', async () => {
	const stranger = await bystander({});
	const custody = createCustody({clock: systemClock, gracePeriods});
	const pidStart = `${systemProcesses.startOf(stranger.pid ?? 0)}-earlier`;
	expect(await custody.sweepLost({run: newRun(), pid: stranger.pid, pidStart})).toBe(0);
	expect(stranger.signalCode).toBeNull();
});

test('processes of an earlier supervisor are found by their record and ended', async () => {
	const {run, pid} = await holdScript(`sleep 909 & sleep 910 & ${ready}`);
	const custody = createCustody({clock: systemClock, gracePeriods});
	expect(await custody.sweepLost({run, pid, pidStart: systemProcesses.startOf(pid)})).toBe(2);
	expect(custody.endedCount()).toBe(3);
	expect(await markedPids(run)).toEqual([]);
});

test('ending twice at once counts each process once', async () => {
	const {run, custody} = await holdScript(`sleep 911 & ${ready}`);
	const [, , swept] = await Promise.all([custody.end({run}), custody.end({run}), custody.sweep(run)]);
	expect(swept).toBe(1);
	expect(custody.endedCount()).toBe(2);
});

test('a process that forks without end is ended', async () => {
	const {run, custody} = await holdScript('trap "" TERM; echo ready; while :; do (sleep 0.3 &); done');
	await custody.end({run});
	expect(await markedPids(run)).toEqual([]);
});

test('resources are known after two checks and forgotten when the run is released', async () => {
	const {run, custody, clock} = await holdScript('echo ready; while :; do :; done');
	await expect.poll(() => lookNow(custody, run, clock)).toBe(1);
	await expect
		.poll(async () => (await lookNow(custody, run, clock)) && custody.resources(run)?.cpuPercent)
		.toBeGreaterThan(0);
	expect(custody.resources(run)?.rssBytes).toBeGreaterThan(100_000);
	await custody.end({run});
	custody.release(run);
	expect(custody.resources(run)).toBeUndefined();
	expect(clock.pending).toBe(0);
});

/**
 * Runs a shell script as an agent, in custody, until it says that it is ready. The look now and then is on a clock of its
 * own, so that a test says when.
 */
async function holdScript(script: string) {
	const run = newRun();
	const clock = createFakeClock();
	const custody = createCustody({
		gracePeriods,
		clock: {...systemClock, after: (ms, call) => (ms === 3000 ? clock : systemClock).after(ms, call)},
	});
	const launched = await startHere('sh', ['-c', script], {run});
	const {exited, heard} = launched;
	custody.take(run, launched.pid);
	onTestFinished(() => killMarked(run));
	await expect.poll(heard).toMatch(/ready/);
	return {run, clock, custody, exited, pid: launched.pid, write: launched.write, heard};
}

/** Makes custody check the run; returns how many processes it found. */
async function lookNow(custody: Custody, run: RunId, clock: {advance(ms: number): void}): Promise<number | undefined> {
	clock.advance(3000);
	await new Promise(setImmediate);
	return custody.resources(run)?.processes;
}

async function marked(run: RunId): Promise<readonly ProcessEntry[]> {
	return [...(await systemProcesses.readTable()).values()].filter(entry => entry.run === run);
}

async function markedPids(run: RunId): Promise<readonly number[]> {
	return (await marked(run)).map(({pid}) => pid);
}

async function killMarked(run: RunId): Promise<void> {
	for (const entry of await marked(run)) {
		systemProcesses.signal(entry, 'SIGKILL');
	}
}

async function findChild(parent: number, matches: (entry: ProcessEntry) => boolean): Promise<ProcessEntry> {
	let found: ProcessEntry | undefined;
	await expect
		.poll(async () => {
			const table = await systemProcesses.readTable();
			found = [...table.values()].find(entry => entry.parent === parent && matches(entry));
			return found;
		})
		.toBeDefined();

	if (!found) {
		throw new Error('There is no such child.');
	}

	const {pid, start} = found;
	onTestFinished(() => void systemProcesses.signal({pid, start}, 'SIGKILL'));
	return found;
}

/** A process that must not be signalled. */
async function bystander(env: Record<string, string>): Promise<ChildProcess> {
	const child = spawn('sleep', ['300'], {env: {PATH: process.env.PATH, ...env}, stdio: 'ignore', detached: true});
	onTestFinished(() => void child.kill('SIGKILL'));
	await once(child, 'spawn');
	return child;
}

/** A letter: T for one that is stopped. */
function stateOf(pid: number): string {
	if (process.platform !== 'linux') {
		return execFileSync('ps', ['-o', 'state=', '-p', String(pid)], {encoding: 'utf8'});
	}

	const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
	return stat.slice(stat.lastIndexOf(')') + 2).charAt(0);
}
