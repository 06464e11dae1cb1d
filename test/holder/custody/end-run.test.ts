import {setImmediate} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {type EndResult, endRun} from '../../../source/holder/custody/end-run.ts';
import type {ProcessEntry, Processes} from '../../../source/holder/custody/process-table.ts';
import {createTracker} from '../../../source/holder/custody/tracker.ts';
import {createFakeClock} from '../../helpers/fake-clock.ts';
import {entry, pids, run, table} from './table.ts';

const agent = entry(100, {session: 100, run});
const tool = entry(101, {parent: 100, run});

test('the steps of ending a run come in order, and only as many as needed', async () => {
	const world = worldOf([agent, tool], ({pid}, signal) => signal === (pid === 100 ? 'SIGTERM' : 'SIGKILL'));
	const {ended, signalled, left} = await end(world, () => world.sent.push('interrupt'));
	expect(pids(ended)).toEqual([100, 101]);
	expect(pids(signalled)).toEqual([100, 101]);
	expect(left).toEqual([]);
	expect(world.sent.join(' ')).toBe(
		'SIGCONT100 SIGCONT101 interrupt SIGTERM100 SIGTERM101 SIGCONT101 SIGSTOP101 SIGKILL101',
	);
});

test('a process that exits after the interrupt counts as ended, though it was not signalled', async () => {
	const world = worldOf([agent, tool], () => false);
	const {ended, signalled} = await end(world, () => world.vanish(100, 101));
	expect(pids(ended)).toEqual([100, 101]);
	expect(signalled).toEqual([]);
});

test('a process that cannot be killed is reported, and the wait for it is limited', async () => {
	const {ended, left} = await end(worldOf([agent, tool], ({pid}, signal) => pid === 100 && signal === 'SIGKILL'));
	expect(pids(ended)).toEqual([100]);
	expect(pids(left)).toEqual([101]);
});

test('a run without live processes is not interrupted', async () => {
	const world = worldOf([entry(100, {start: 'later'})], () => true);
	expect(await end(world, () => world.sent.push('interrupt'))).toEqual({ended: [], signalled: [], left: []});
	expect(world.sent).toEqual([]);
});

/** Ends the run on a clock that moves on whenever nothing else is left to do. */
async function end(world: World, interrupt?: () => void): Promise<EndResult> {
	const clock = createFakeClock();
	let isOver = false;
	const ending = endRun({
		tracker: createTracker({run, anchor: {pid: 100, start: 't100'}, self: 50}),
		interrupt,
		gracePeriods: {interruptMs: 5000, terminateMs: 3000, killMs: 5000},
		clock,
		processes: world,
	}).finally(() => {
		isOver = true;
	});

	while (!isOver) {
		await setImmediate();
		clock.advance(5);
	}

	return ending;
}

type World = Processes & {readonly sent: string[]; vanish(...pids: readonly number[]): void};

/** Simulated processes; `diesOf` is the signal that ends each. */
function worldOf(
	entries: readonly ProcessEntry[],
	diesOf: (process: {readonly pid: number}, signal: NodeJS.Signals) => boolean,
): World {
	const alive = new Map(table(...entries));
	const sent: string[] = [];

	return {
		sent,
		vanish: (...gone) => {
			for (const pid of gone) {
				alive.delete(pid);
			}
		},
		readTable: async () => new Map(alive),
		startOf: pid => alive.get(pid)?.start,
		signal(process, signal) {
			if (alive.get(process.pid)?.start !== process.start) {
				return false;
			}

			sent.push(`${signal}${process.pid}`);

			if (diesOf(process, signal)) {
				alive.delete(process.pid);
			}

			return true;
		},
	};
}
