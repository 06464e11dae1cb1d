import {expect, test} from 'vitest';
import type {AgentId} from '../../../source/core/ids.ts';
import {selectReason} from '../../../source/core/status/why.ts';
import {type AgentHistory, History, minutesIn} from '../../helpers/facts.ts';
import {coder, fleetAfter, type Given, noon, runEnded, runStarted, sessionOpened, storyRead} from '../given.ts';

function reasonAfter(tell: (agent: AgentHistory, history: History) => void, facts = {}): string | undefined {
	const history = new History(facts);
	const agent = history.agent('42_coupons:coder').listed('Coupons');
	tell(agent, history);
	const {fleet, now} = history;
	const folded = fleet.agents['42_coupons:coder' as AgentId];
	return folded && selectReason(folded, fleet, now);
}

test('an idle and a running story have no reason', () => {
	expect(reasonAfter(() => {})).toBeUndefined();
	expect(reasonAfter(agent => agent.running('s1'))).toBeUndefined();
});

test('an API retry is a reason, until anything else comes', () => {
	const retried = (agent: AgentHistory) =>
		agent.running('s1').event({
			type: 'api-retried',
			attempt: 3,
			of: 10,
			delayMs: 5000,
			status: 529,
			error: 'overloaded',
		});
	expect(reasonAfter(retried)).toBe('retry 3 of 10, 529 overloaded');
	expect(reasonAfter(agent => retried(agent).used(10, 1, 0.1, true))).toBeUndefined();
});

test('a permission request names what is asked', () => {
	expect(reasonAfter(agent => agent.running('s1').asks({tool: 'Bash', summary: 'npm publish'}))).toBe(
		'asks for Bash: npm publish',
	);
});

test('a retry says its number, time and reason', () => {
	expect(
		reasonAfter(agent =>
			agent
				.running('s1')
				.ended({kind: 'failed', exitCode: 1, reason: 'exited 1'})
				.fact({
					type: 'run-queued',
					intent: {kind: 'start'},
					cause: {kind: 'retry', attempt: 2, of: 3, reason: 'exited 1'},
					notBefore: minutesIn(0.5),
				}),
		),
	).toBe('retry 2 of 3 in 0:30: exited 1');
});

test('a queued story says what it waits for', () => {
	expect(reasonAfter(agent => agent.queued(), {maxParallel: 0})).toBe('waiting for a slot, 0 of 0 taken');
	expect(reasonAfter(agent => agent.listed('Coupons', {after: ['41']}).queued())).toBe(
		'after 41, which does not exist',
	);
	expect(reasonAfter(agent => agent.queued())).toBe('about to start');
});

test.for([
	[{kind: 'completed'}, undefined],
	[{kind: 'failed', exitCode: 1, reason: 'exited 1 without a result'}, 'exited 1 without a result'],
	[{kind: 'killed', by: 'user'}, 'killed by you'],
	[{kind: 'killed', by: 'inactivity', reason: 'silent for 15m'}, 'silent for 15m'],
	[{kind: 'stillborn', exitCode: 127, reason: 'no such command'}, 'exited before it opened a session: no such command'],
	[{kind: 'lost'}, 'the holder process died during its run; it can be resumed'],
] as const)('an ended run says why it ended: %o', ([exit, reason]) => {
	expect(reasonAfter(agent => agent.running('s1').ended(exit))).toBe(reason);
});

test('what does not work in the set-up of an agent is a reason, while it runs and afterwards', () => {
	const hobbled = (agent: AgentHistory) =>
		agent
			.running('s1')
			.event({type: 'problem-found', text: 'The MCP server tickets failed to start.'})
			.event({type: 'problem-found', text: 'The hook Stop failed: no output'});
	const reason = 'The MCP server tickets failed to start (and 1 more)';
	expect(reasonAfter(hobbled)).toBe(reason);
	expect(reasonAfter(agent => hobbled(agent).ended({kind: 'completed'}, 2))).toBe(`${reason}; left 2 new commits`);
	expect(reasonAfter(agent => hobbled(agent).ended({kind: 'killed', by: 'user'}))).toBe('killed by you');
});

test('commits that an ended run left are counted', () => {
	expect(reasonAfter(agent => agent.running('s1').ended({kind: 'failed', exitCode: 1, reason: 'exited 1'}, 2))).toBe(
		'exited 1; left 2 new commits',
	);
});

test('a rate limit says which one it is, and whether it needs you', () => {
	const reason = (autoResume: boolean) =>
		reasonAfter(
			agent => agent.running('s1').ended({kind: 'rate-limited', resetsAt: minutesIn(30), window: 'five_hour'}),
			{autoResume},
		);
	expect(reason(true)).toMatch(/^the five-hour limit resets at \d\d:\d\d$/);
	expect(reason(false)).toMatch(/auto_resume is off/);
});

test('an agent says that it is being prepared, or that a full disk pauses it', () => {
	expect(selectReason(...agentAfter(runStarted()))).toBe('preparing its folder');
	expect(selectReason(...agentAfter(runStarted(), processStarted))).toBe('waiting for its session to open');
	expect(selectReason(...agentAfter(runStarted(), sessionOpened))).toBeUndefined();
	const full: Given = {type: 'queue-paused', reason: 'disk-full', detail: 'No room.'};
	expect(selectReason(...agentAfter(runStarted(), sessionOpened, full))).toBe('paused until the disk has room');
});

test('an agent that you stopped from waiting for its rate limit says so', () => {
	const limited = runEnded({kind: 'rate-limited', resetsAt: undefined, window: 'five_hour'});
	expect(selectReason(...agentAfter(runStarted(), sessionOpened, limited, {type: 'run-dequeued', by: 'user'}))).toBe(
		'the five-hour limit is reached; you stopped it from waiting',
	);
});

const processStarted: Given = {type: 'process-started', pid: 1, pidStart: '2', cwd: '/project', branch: undefined};

function agentAfter(...given: readonly Given[]): Parameters<typeof selectReason> {
	const fleet = fleetAfter(storyRead, ...given);
	const agent = fleet.agents[coder];

	if (!agent) {
		throw new Error('There is no such agent.');
	}

	return [agent, fleet, noon];
}

test('a finished agent names what still runs behind it, and what was ended with it', () => {
	const waits = (agent: Parameters<Parameters<typeof reasonAfter>[0]>[0]) =>
		agent.running('s1').event({type: 'background-changed', tasks: ['npm start']});
	expect(reasonAfter(waits)).toBe('its turn is over; still in the background: npm start');
	expect(reasonAfter(agent => waits(agent).ended({kind: 'completed'}))).toBe(
		'what it had left in the background was ended: npm start',
	);
});
