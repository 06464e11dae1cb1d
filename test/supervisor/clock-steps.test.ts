import {setImmediate} from 'node:timers/promises';
import {expect, test} from 'vitest';
import type {RunEvent} from '../../source/core/fleet/agent-event.ts';
import type {AgentId, EpochMs} from '../../source/core/ids.ts';
import {endRun} from '../../source/holder/custody/end-run.ts';
import {createTracker} from '../../source/holder/custody/tracker.ts';
import {createInactivityTimeout} from '../../source/supervisor/policies/inactivity-timeout.ts';
import {createResumeAfterLimit} from '../../source/supervisor/policies/resume-after-limit.ts';
import {createSchedule} from '../../source/supervisor/policies/schedule.ts';
import {createBatcher} from '../../source/supervisor/runs/batcher.ts';
import {permission, project, runEnded, runStarted, sessionOpened, storyRead} from '../core/given.ts';
import {createFakeClock} from '../helpers/fake-clock.ts';
import {entry, run, table} from '../holder/custody/table.ts';
import {createPolicyBench} from './policies/policy-bench.ts';

const second = 1000;
const hour = 3600 * second;
const agent = '1_one:coder' as AgentId;
const other = '2_two:coder' as AgentId;

const back = [-30 * second, -hour, -24 * hour, -365 * 24 * hour];
const forward = [30 * second, hour, 24 * hour, 365 * 24 * hour];
/** Nine steps of the wall clock; the last is none, as a control. */
const steps = [...back, ...forward, 0].map(ms => [ms / second, ms] as const);

test.for(steps)('recording goes on when the wall clock is set by %i s', ([, ms]) => {
	const clock = createFakeClock();
	const delivered: RunEvent[] = [];
	const batcher = createBatcher<RunEvent>(clock, events => delivered.push(...events));
	batcher.push([{type: 'line-printed', text: 'before'}]);
	clock.step(ms);
	batcher.push([{type: 'line-printed', text: 'after'}]);
	clock.advance(5);
	expect(delivered).toHaveLength(2);
});

test.for(steps)('silence is measured as a span when the wall clock is set by %i s', ([, ms]) => {
	const clock = createFakeClock();
	let isSilent = false;
	const timeout = createInactivityTimeout({clock, limitMs: 300 * second, onSilence: () => (isSilent = true)});
	clock.step(ms);

	for (let printed = 0; printed < 200; printed++) {
		clock.advance(2 * second);
		timeout.touch();
	}

	expect(isSilent).toBe(false);
	clock.advance(300 * second);
	expect(isSilent).toBe(true);
});

test.for(steps)('ending a run takes its grace periods when the wall clock is set by %i s', async ([, ms]) => {
	const clock = createFakeClock();
	const process = entry(100, {session: 100, run});
	let hasStepped = false;
	let isOver = false;
	const ending = endRun({
		tracker: createTracker({run, anchor: {pid: 100, start: 't100'}, self: 50}),
		interrupt: () => {
			clock.step(ms);
			hasStepped = true;
		},
		gracePeriods: {interruptMs: 5000, terminateMs: 3000, killMs: 5000},
		clock,
		processes: {readTable: async () => table(process), startOf: () => 't100', signal: () => true},
	}).finally(() => {
		isOver = true;
	});

	while (!isOver) {
		await setImmediate();
		clock.advance(5);
	}

	expect(hasStepped).toBe(true);
	expect((await ending).left).toHaveLength(1);
	expect(clock.elapsedMs()).toBeGreaterThanOrEqual(13_000);
	expect(clock.elapsedMs()).toBeLessThan(14_000);
});

test.for(steps)('a retry starts after its delay when the wall clock is set by %i s', ([, ms]) => {
	const {clock, given, started, use, deps} = createPolicyBench();
	given({event: {type: 'project-configured', project}}, {agent, event: storyRead});
	use(createSchedule(deps));
	const notBefore = (clock.now() + 3 * second) as EpochMs;
	const cause = {kind: 'retry', attempt: 1, of: 2, reason: 'it failed'} as const;
	given({agent, event: {type: 'run-queued', intent: {kind: 'start'}, cause, notBefore, isUnattended: false}});
	clock.advance(second);
	clock.step(ms);
	clock.advance(2 * second);
	expect(started).toEqual([agent]);
});

test.for(steps)('a limit without a reset time ends after five minutes when the wall clock is set by %i s', ([, ms]) => {
	const {said, clock} = limitedUntil(undefined, ({step}) => step(ms));
	clock.advance(300 * second);
	expect(said.map(({event}) => event.type)).toEqual(['run-queued']);
});

test.for(steps)('a reset time is one of the wall clock when that is set by %i s', ([, ms]) => {
	const {said, clock} = limitedUntil(hour, ({step}) => step(ms));
	clock.advance(Math.max(0, hour - ms - 1));
	expect(said).toHaveLength(ms >= hour ? 1 : 0);
	clock.advance(1);
	expect(said).toHaveLength(1);
});

test.for(steps)('a slot is given up at last when the wall clock is set by %i s', ([, ms]) => {
	const {clock, given, started, use, deps} = createPolicyBench();
	given({event: {type: 'project-configured', project: {...project, maxParallel: 1, maxWaiting: 1}}});
	given({agent, event: storyRead}, {agent, event: runStarted()}, {agent: other, event: storyRead});
	use(createSchedule(deps));
	given({agent, event: {type: 'permission-asked', permission: permission()}});
	const cause = {kind: 'user'} as const;
	given({agent: other, event: {type: 'run-queued', intent: {kind: 'start'}, cause, isUnattended: false}});
	expect(started).toEqual([]);
	clock.step(ms);
	clock.advance(10 * second);
	expect(started).toEqual([other]);
});

test('a window that opens while the machine sleeps is noticed when it wakes', () => {
	const {said, clock} = limitedUntil(hour, ({suspend}) => suspend(8 * hour));
	clock.advance(0);
	expect(said.map(({event}) => event.type)).toEqual(['run-queued']);
});

test('sleep is not silence', () => {
	const clock = createFakeClock();
	let isSilent = false;
	createInactivityTimeout({clock, limitMs: 300 * second, onSilence: () => (isSilent = true)});
	clock.advance(200 * second);
	clock.suspend(8 * hour);
	clock.advance(99 * second);
	expect(isSilent).toBe(false);
});

/** An agent whose rate limit resets so many milliseconds from now, and then what happens to the clock. */
function limitedUntil(inMs: number | undefined, happens: (clock: ReturnType<typeof createFakeClock>) => void) {
	const bench = createPolicyBench();
	const {clock, given, use, deps, said} = bench;
	use(createResumeAfterLimit(deps));
	const resetsAt = inMs === undefined ? undefined : ((clock.now() + inMs) as EpochMs);
	given(
		{agent, event: storyRead},
		{agent, event: runStarted()},
		{agent, event: sessionOpened},
		{agent, event: runEnded({kind: 'rate-limited', resetsAt, window: 'five_hour'})},
	);
	happens(clock);
	return {said, clock};
}
