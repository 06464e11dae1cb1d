import {expect, test} from 'vitest';
import type {AgentId, EpochMs} from '../../../source/core/ids.ts';
import {createResumeAfterLimit} from '../../../source/supervisor/policies/resume-after-limit.ts';
import {runEnded, runStarted, sessionOpened, storyRead} from '../../core/given.ts';
import {createPolicyBench} from './policy-bench.ts';

const one = '1_one:coder' as AgentId;
const two = '2_two:coder' as AgentId;

function bench(change: {autoResume?: boolean} = {}) {
	const made = createPolicyBench(change);
	made.use(createResumeAfterLimit(made.deps));
	return made;
}

function limited(made: ReturnType<typeof bench>, agent: AgentId, resetsAt: EpochMs | undefined) {
	made.given(
		{agent, event: storyRead},
		{agent, event: runStarted()},
		{agent, event: sessionOpened},
		{agent, event: runEnded({kind: 'rate-limited', resetsAt, window: 'five_hour'})},
	);
}

const queuedOf = ({said}: ReturnType<typeof bench>) =>
	said.flatMap(({agent, event}) => (event.type === 'run-queued' ? [agent] : []));

test('agents resume one after the other once their window has opened', () => {
	const made = bench();
	const resetsAt = (made.clock.now() + 60_000) as EpochMs;
	limited(made, one, resetsAt);
	limited(made, two, resetsAt);
	made.clock.advance(59_999);
	expect(queuedOf(made)).toEqual([]);
	made.clock.advance(1);
	expect(queuedOf(made)).toEqual([one]);
	made.clock.advance(2000);
	expect(queuedOf(made)).toEqual([one, two]);
	expect(made.said[0]?.event).toMatchObject({intent: {kind: 'resume'}, cause: {kind: 'rate-limit', resetsAt}});
});

test('without a reset time an agent resumes after five minutes', () => {
	const made = bench();
	limited(made, one, undefined);
	made.clock.advance(299_999);
	expect(queuedOf(made)).toEqual([]);
	made.clock.advance(1);
	expect(queuedOf(made)).toEqual([one]);
});

test('a window that opens in more than 24.8 days is waited for', () => {
	const made = bench();
	limited(made, one, (made.clock.now() + 26 * 86_400_000) as EpochMs);
	made.clock.advance(25 * 86_400_000);
	expect(queuedOf(made)).toEqual([]);
});

test('with auto_resume off nothing resumes by itself', () => {
	const made = bench({autoResume: false});
	limited(made, one, made.clock.now());
	made.clock.advance(3_600_000);
	expect(queuedOf(made)).toEqual([]);
});

test('an agent that was resumed by hand is not resumed again', () => {
	const made = bench();
	limited(made, one, (made.clock.now() + 60_000) as EpochMs);
	made.given({agent: one, event: runStarted({attempt: 2})});
	made.clock.advance(120_000);
	expect(queuedOf(made)).toEqual([]);
	expect(made.clock.pending).toBe(0);
});

test('a reset time in the past is ignored: the agent resumes after five minutes', () => {
	const made = bench();
	limited(made, one, (made.clock.now() - 60_000) as EpochMs);
	made.clock.advance(299_999);
	expect(queuedOf(made)).toEqual([]);
	made.clock.advance(1);
	expect(queuedOf(made)).toEqual([one]);
});

test('no two agents resume within two seconds, whatever the jitter', () => {
	const made = createPolicyBench();
	const chances = [0.9, 0.1, 0.5, 0.3];
	const clock = {...made.clock, random: () => chances.shift() ?? 0};
	made.use(createResumeAfterLimit({...made.deps, clock}));
	const resetsAt = (made.clock.now() + 60_000) as EpochMs;
	const agents = ['1_a:coder', '2_b:coder', '3_c:coder', '4_d:coder'].map(id => id as AgentId);

	for (const agent of agents) {
		limited(made, agent, resetsAt);
	}

	const times: number[] = [];

	for (let passedMs = 0; passedMs < 90_000; passedMs += 100) {
		made.clock.advance(100);
		const fresh = queuedOf(made).length - times.length;
		times.push(...Array.from({length: fresh}, () => passedMs));
	}

	expect(times).toHaveLength(4);
	expect(times.every((time, index) => index === 0 || time - (times[index - 1] ?? 0) >= 1900)).toBe(true);
});

test("turning auto_resume off cancels the waiting agents' timers", () => {
	const made = createPolicyBench();
	const change = {autoResume: true};
	const config = () => ({...made.deps.config(), limits: {...made.deps.config().limits, ...change}});
	made.use(createResumeAfterLimit({...made.deps, config}));
	limited(made, one, (made.clock.now() + 60_000) as EpochMs);
	change.autoResume = false;
	made.given({type: 'notice-raised', level: 'info', text: 'The configuration was read.'});
	expect(made.clock.pending).toBe(0);
});
