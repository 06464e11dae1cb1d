import {createHash} from 'node:crypto';
import {expect, test} from 'vitest';
import {evolve, evolveAll} from '../../../source/core/fleet/evolve.ts';
import {emptyFleet, fleetShape} from '../../../source/core/fleet/fleet.ts';
import type {RateLimit, RateScope} from '../../../source/core/fleet/rate-limit.ts';
import {scopeKey} from '../../../source/core/fleet/rate-limit.ts';
import {
	coder,
	fleetAfter,
	type Given,
	noon,
	permission,
	project,
	recordedFacts,
	reviewer,
	runEnded,
	runQueued,
	runStarted,
	runStopping,
	secondRun,
	sessionOpened,
	storyRead,
	turnEnded,
	usageReported,
} from '../given.ts';

const scope: RateScope = {runtime: 'claude-code', credential: '/home/a/.claude', model: undefined};
const limit: RateLimit = {
	status: 'rejected',
	window: 'five_hour',
	resetsAt: undefined,
	isUsingOverage: false,
	windows: {five_hour: {utilization: 1, resetsAt: undefined, status: 'rejected'}},
};

/** Something of everything. */
const longStory: readonly Given[] = [
	{type: 'project-configured', project},
	storyRead,
	{event: storyRead, agent: reviewer},
	runQueued,
	{type: 'queue-moved', rank: 2},
	{type: 'queue-paused', reason: 'user'},
	{type: 'queue-unpaused', reason: 'user'},
	runStarted(),
	{type: 'process-started', pid: 4242, pidStart: '99', cwd: '/project', branch: undefined},
	sessionOpened,
	{type: 'rate-limit-reported', limit, scope},
	{type: 'permission-asked', permission: permission()},
	{type: 'permission-answered', requestId: 'request-1', decision: 'deny', by: 'rule', message: 'No.'},
	{type: 'tool-started', toolId: 't', tool: 'Bash', summary: 'ls'},
	{type: 'tool-finished', toolId: 't', isError: true, outcome: 'exit 1'},
	{type: 'message-sent', messageId: 'm', text: 'Go on'},
	usageReported({input: 4, costUsd: 0.1}),
	{type: 'problem-found', text: 'The hook Stop failed: no output'},
	{type: 'api-retried', attempt: 1, of: 10, delayMs: 5, status: undefined, error: 'reset'},
	turnEnded(),
	runStopping,
	runEnded({kind: 'killed', by: 'user'}),
	{type: 'agent-seen'},
	{event: runStarted({attempt: 2}), run: secondRun},
	{type: 'queue-paused', reason: 'disk-full', detail: '0 B free'},
	{type: 'notice-raised', level: 'warning', text: 'The disk is full.'},
	{event: {type: 'story-refused', reason: 'No title.'}, agent: reviewer},
];

test('a fact that was folded already changes nothing, not even the reference', () => {
	let fleet = emptyFleet;

	for (const fact of recordedFacts(longStory)) {
		fleet = evolve(fleet, fact);
		expect(evolve(fleet, fact)).toBe(fleet);
	}

	expect(evolveAll(fleet, recordedFacts(longStory))).toBe(fleet);
	expect(fleet.seq).toBe(longStory.length);
});

test('folding on from any point that was sent as JSON gives the same fleet', () => {
	const facts = recordedFacts(longStory);
	const whole = evolveAll(emptyFleet, facts);

	for (let cut = 0; cut <= facts.length; cut++) {
		const sent = JSON.parse(JSON.stringify(evolveAll(emptyFleet, facts.slice(0, cut))));
		expect(evolveAll(sent, facts.slice(cut))).toEqual(whole);
	}
});

test('facts never change what was folded before', () => {
	const facts = recordedFacts(longStory);
	let fleet = emptyFleet;

	for (const fact of facts) {
		const before = JSON.stringify(fleet);
		const next = evolve(fleet, fact);
		expect(JSON.stringify(fleet)).toBe(before);
		fleet = next;
	}
});

test('an agent that a fact is not about keeps its reference', () => {
	const fleet = fleetAfter(storyRead, {event: storyRead, agent: reviewer});
	const [next] = recordedFacts([runQueued], fleet.seq + 1);
	expect(next && evolve(fleet, next).agents[reviewer]).toBe(fleet.agents[reviewer]);
});

test('a queued agent that is taken from the queue is what it was before', () => {
	const dequeued: Given = {type: 'run-dequeued', by: 'user'};
	expect(fleetAfter(storyRead, runQueued, dequeued).agents[coder]?.phase).toEqual({status: 'idle'});
	const ended = fleetAfter(runStarted(), runEnded(), runQueued, dequeued).agents[coder];
	expect(ended?.phase).toMatchObject({status: 'completed', end: {endedAt: noon + 1000}});
});

test('a live agent is neither queued nor taken from the queue', () => {
	const live = [runStarted(), sessionOpened];
	expect(fleetAfter(...live, runQueued).agents[coder]?.phase.status).toBe('running');
	expect(fleetAfter(...live, {type: 'run-dequeued', by: 'user'}).agents[coder]?.phase.status).toBe('running');
});

test('queueing says since when, why, not before when and for whom', () => {
	const fact: Given = {...runQueued, notBefore: noon, isUnattended: true, cause: {kind: 'lost'}} as Given;
	expect(fleetAfter(fact, {type: 'queue-moved', rank: -1}).agents[coder]?.phase).toEqual({
		status: 'queued',
		since: noon,
		intent: {kind: 'start'},
		cause: {kind: 'lost'},
		notBefore: noon,
		isUnattended: true,
		isForced: false,
		rank: -1,
	});
});

test('a story that is removed keeps its history, and is back when it is read again', () => {
	const removed: readonly Given[] = [storyRead, runStarted(), runEnded(), {type: 'story-removed'}];
	expect(fleetAfter(...removed).agents[coder]).toMatchObject({isListed: false, title: 'Log in with a passkey'});
	expect(fleetAfter(...removed, storyRead).agents[coder]).toMatchObject({isListed: true, attempts: 1});
});

test('a refused story says why until it is read again', () => {
	const refused: Given = {type: 'story-refused', reason: 'line 2: unknown key'};
	expect(fleetAfter(storyRead, refused).agents[coder]?.refusal).toBe('line 2: unknown key');
	expect(fleetAfter(storyRead, refused, storyRead).agents[coder]?.refusal).toBeUndefined();
});

test('having looked at an end is remembered in both places', () => {
	const agent = fleetAfter(runStarted(), runEnded(), {type: 'agent-seen'}).agents[coder];
	expect(agent?.lastEnd?.isUnseen).toBe(false);
	expect(agent?.phase).toMatchObject({status: 'completed', end: {isUnseen: false}});
});

test('each reason to pause counts once and goes alone', () => {
	const user: Given = {type: 'queue-paused', reason: 'user'};
	const disk: Given = {type: 'queue-paused', reason: 'disk-full', detail: '0 B free'};
	expect(fleetAfter(user, disk, user).pauses.map(({reason}) => reason)).toEqual(['disk-full', 'user']);
	expect(fleetAfter(user, disk, {type: 'queue-unpaused', reason: 'user'}).pauses).toEqual([
		{reason: 'disk-full', detail: '0 B free', since: noon + 1000},
	]);
});

test('a limit is known by its scope, the latest replaces the one before', () => {
	const report: Given = {type: 'rate-limit-reported', limit, scope};
	const open: Given = {type: 'rate-limit-reported', limit: {...limit, status: 'allowed'}, scope};
	const {limits} = fleetAfter(runStarted(), report, open);
	expect(limits).toEqual({[scopeKey(scope)]: {scope, limit: {...limit, status: 'allowed'}, at: noon + 2000}});
});

test('a fact that only a later Towline knows changes nothing, whomever it is about', () => {
	const fleet = fleetAfter(...longStory, runStarted({attempt: 2}));
	const {seq} = fleet;
	const [known] = recordedFacts([runStarted()], seq + 1);
	const unknown = JSON.parse(JSON.stringify({...known, event: {type: 'constructor', agents: {}}}));
	const {agent, run, ...ofProject} = unknown;
	const after = evolveAll(fleet, [unknown, {...ofProject, seq: seq + 2}, {...ofProject, agent, seq: seq + 3}]);
	expect(after).toEqual({...fleet, seq: seq + 3});
	expect(after.agents).toBe(fleet.agents);
});

test('only the last notices are kept', () => {
	const notices = Array.from({length: 25}, (_, index): Given => {
		return {type: 'notice-raised', level: 'info', text: `${index}`};
	});
	expect(fleetAfter(...notices).notices.map(({text}) => text)).toEqual(
		Array.from({length: 20}, (_, index) => `${index + 5}`),
	);
});

/** By `fleetShape`: a digest of every key that a fleet has. */
const shapes: Readonly<Record<number, string>> = {
	1: 'b023c75e',
	2: '968907bd',
	3: '7806bc13',
	4: '7806bc13',
	5: '9cec44da',
	6: 'e293a231',
	7: 'e293a231',
	8: 'e293a231',
	9: '7022992d',
};

test('a fleet of another shape has another number', () => {
	const keys = [...new Set(keysOf(fleetAfter(...longStory)))].sort();
	const digest = createHash('sha256').update(keys.join()).digest('hex').slice(0, 8);
	expect(digest, 'Raise fleetShape, or snapshots in databases are read wrongly; then note the new digest here.').toBe(
		shapes[fleetShape],
	);
});

/** The paths of all keys; what is a key of a record counts as one. */
function keysOf(value: unknown, path = ''): readonly string[] {
	if (typeof value !== 'object' || value === null) {
		return [path];
	}

	return Object.entries(value).flatMap(([key, part]) => keysOf(part, `${path}.${/^[a-zA-Z]+$/.test(key) ? key : '*'}`));
}
