import {expect, test} from 'vitest';
import type {Command} from '../../../source/core/commands/command.ts';
import {type Decision, decide, nothing} from '../../../source/core/commands/decide.ts';
import type {ErrorCode} from '../../../source/core/errors.ts';
import type {AgentId, SessionId} from '../../../source/core/ids.ts';
import {
	coder,
	firstRun,
	fleetAfter,
	type Given,
	permission,
	reviewer,
	runEnded,
	runQueued,
	runStarted,
	runStopping,
	session,
	sessionOpened,
	storyRead,
} from '../given.ts';

const running: readonly Given[] = [storyRead, runStarted(), sessionOpened];
const ended: readonly Given[] = [...running, runEnded()];
const asked: Given = {type: 'permission-asked', permission: permission()};
const kill: Command = {type: 'kill', agent: coder};
const start: Command = {type: 'start', agent: coder};
const resume: Command = {type: 'resume', agent: coder};
const allow: Command = {type: 'answer', agent: coder, requestId: 'request-1', decision: {kind: 'allow', always: true}};
const deny: Command = {...allow, decision: {kind: 'deny', message: 'Not on main.'}};
const tell: Command = {type: 'message', agent: coder, text: 'Use pnpm'};

function decided(command: Command, ...given: readonly Given[]): Decision {
	return decide(command, fleetAfter(...given), () => 'message-1');
}

/** The one fact decided on. */
function fact(decision: Decision) {
	expect(decision.drafts).toHaveLength(1);
	return decision.drafts[0]?.event;
}

test('a start queues a fresh session', () => {
	expect(decided(start, storyRead)).toEqual({
		drafts: [{agent: coder, event: {...runQueued, isUnattended: false, isForced: false}}],
		effects: [],
	});
});

test('a resume goes on in the last session, with a message if there is one', () => {
	expect(fact(decided(resume, ...ended))).toMatchObject({intent: {kind: 'resume', session}});
	expect(fact(decided({...resume, message: 'Go on', isUnattended: true, isForced: true}, ...ended))).toMatchObject({
		intent: {kind: 'resume', session, message: 'Go on'},
		isUnattended: true,
		isForced: true,
	});
});

const opened = (id: string, model: string): Given => ({
	type: 'session-opened',
	session: id as SessionId,
	model,
	programVersion: undefined,
});
const ofTwo = [storyRead, runStarted(), opened('abc-1', 'opus'), opened('abd-2', 'sonnet'), runEnded()];

test.for([
	['abc', 'abc-1'],
	['abd-2', 'abd-2'],
	[undefined, 'abd-2'],
])('a resume of session %s goes on in %s', ([wanted, session]) => {
	const command = wanted === undefined ? resume : {...resume, session: wanted};
	expect(fact(decided(command, ...ofTwo))).toMatchObject({intent: {kind: 'resume', session}});
});

test('a session from before a fresh start is resumed by its id', () => {
	const given = [...ofTwo, runStarted({attempt: 2}), opened('b-3', 'sonnet'), runEnded()];
	expect(fact(decided({...resume, session: 'abd'}, ...given))).toMatchObject({intent: {session: 'abd-2'}});
	expect(fact(decided(resume, ...given))).toMatchObject({intent: {session: 'b-3'}});
});

test.for(['ab', 'x', 'abc-11'])('a resume of session %s is refused with those that there are', wanted => {
	expect(() => decided({...resume, session: wanted}, ...ofTwo)).toThrow(
		expect.objectContaining({
			code: 'SESSION_UNKNOWN',
			hint: 'Its sessions are abd-2 (sonnet), abc-1 (opus).',
		}),
	);
});

test('a kill is recorded before the process is ended', () => {
	expect(decided(kill, ...running)).toEqual({
		drafts: [{agent: coder, run: firstRun, event: runStopping}],
		effects: [{type: 'end-process', run: firstRun}],
	});
});

test.for<[string, readonly Given[]]>([
	['starting', [storyRead, runStarted()]],
	['running', running],
	['needs-input', [...running, asked]],
])('a kill works while %s', ([, given]) => {
	expect(decided(kill, ...given).effects).toEqual([{type: 'end-process', run: firstRun}]);
});

test('killing it twice is not an error', () => {
	expect(decided(kill, ...running, runStopping)).toEqual(nothing);
	expect(decided(kill, ...ended)).toEqual(nothing);
	expect(decided(kill, storyRead)).toEqual(nothing);
});

test('killing what is queued takes it from the queue', () => {
	expect(decided(kill, storyRead, runQueued)).toEqual({
		drafts: [{agent: coder, event: {type: 'run-dequeued', by: 'user'}}],
		effects: [],
	});
});

test('a kill of all stops what is live and what is queued', () => {
	const {drafts, effects} = decided({type: 'kill'}, ...running, {event: runQueued, agent: reviewer});
	expect(drafts.map(({agent, event}) => [agent, event.type])).toEqual([
		[coder, 'run-stopping'],
		[reviewer, 'run-dequeued'],
	]);
	expect(effects).toHaveLength(1);
});

test('an answer is recorded and sent, once', () => {
	expect(decided(deny, ...running, asked)).toEqual({
		drafts: [
			{
				agent: coder,
				run: firstRun,
				event: {
					type: 'permission-answered',
					requestId: 'request-1',
					decision: 'deny',
					by: 'user',
					message: 'Not on main.',
				},
			},
		],
		effects: [
			{type: 'send-answer', run: firstRun, requestId: 'request-1', decision: {kind: 'deny', message: 'Not on main.'}},
		],
	});
	expect(decided(allow, ...running, asked).effects).toMatchObject([{decision: {kind: 'allow', always: true}}]);
	const answered: Given = {type: 'permission-answered', requestId: 'request-1', decision: 'allow', by: 'rule'};
	expect(() => decided(allow, ...running, asked, answered)).toThrow(expect.objectContaining({code: 'NOT_ASKED'}));
});

test('a message gets an id and goes to the live run', () => {
	expect(decided(tell, ...running)).toEqual({
		drafts: [{agent: coder, run: firstRun, event: {type: 'message-sent', messageId: 'message-1', text: 'Use pnpm'}}],
		effects: [{type: 'send-message', run: firstRun, messageId: 'message-1', text: 'Use pnpm'}],
	});
});

test('pausing and unpausing twice is not an error', () => {
	const paused: Given = {type: 'queue-paused', reason: 'user'};
	expect(fact(decided({type: 'pause'}))).toEqual(paused);
	expect(decided({type: 'pause'}, paused)).toEqual(nothing);
	expect(fact(decided({type: 'unpause'}, paused))).toEqual({type: 'queue-unpaused', reason: 'user'});
	expect(decided({type: 'unpause'}, {type: 'queue-paused', reason: 'disk-full'})).toEqual(nothing);
});

test('only an end that nobody saw is seen', () => {
	expect(fact(decided({type: 'see', agent: coder}, ...ended))).toEqual({type: 'agent-seen'});
	expect(decided({type: 'see', agent: coder}, ...ended, {type: 'agent-seen'})).toEqual(nothing);
	expect(decided({type: 'see', agent: coder}, ...running)).toEqual(nothing);
});

test('what is queued can be moved, and forced past what holds it', () => {
	expect(fact(decided({type: 'move', agent: coder, rank: -3}, storyRead, runQueued))).toEqual({
		type: 'queue-moved',
		rank: -3,
	});
	expect(fact(decided({...start, isForced: true}, storyRead, runQueued))).toMatchObject({isForced: true});
});

test.for<[ErrorCode, string, Command, readonly Given[]]>([
	['AGENT_UNKNOWN', 'a start of nobody', {type: 'start', agent: 'x:y' as AgentId}, [storyRead]],
	['AGENT_UNKNOWN', 'a kill of nobody', {type: 'kill', agent: 'x:y' as AgentId}, []],
	['ALREADY_LIVE', 'a start of what runs', start, running],
	['ALREADY_LIVE', 'a forced start of what runs', {...start, isForced: true}, running],
	['ALREADY_LIVE', 'a resume of what is being stopped', resume, [...running, runStopping]],
	['ALREADY_LIVE', 'a start of what is queued', start, [storyRead, runQueued]],
	['STORY_INVALID', 'a start of a refused story', start, [storyRead, {type: 'story-refused', reason: 'No title.'}]],
	['STORY_UNKNOWN', 'a start of a removed story', start, [storyRead, {type: 'story-removed'}]],
	['SESSION_UNKNOWN', 'a resume of a removed story that has no session', resume, [storyRead, {type: 'story-removed'}]],
	['SESSION_UNKNOWN', 'a resume without a session', resume, [storyRead]],
	['NOT_LIVE', 'a message to what is over', tell, ended],
	['NOT_LIVE', 'a message to what is being stopped', tell, [...running, runStopping]],
	['NOT_LIVE', 'a move of what is not queued', {type: 'move', agent: coder, rank: 1}, running],
	['NOT_ASKED', 'an answer nobody waits for', allow, running],
	['NOT_ASKED', 'an answer to what is over', allow, [...running, asked, runEnded()]],
])('%s refuses %s, with a hint', ([code, , command, given]) => {
	expect(() => decided(command, ...given)).toThrow(expect.objectContaining({code, hint: expect.any(String)}));
});

test('killing a rate-limited agent keeps it from being resumed', () => {
	const limited = fleetAfter(
		storyRead,
		runStarted(),
		sessionOpened,
		runEnded({kind: 'rate-limited', resetsAt: undefined, window: 'five_hour'}),
	);
	const {drafts} = decide({type: 'kill', agent: coder}, limited, () => 'id');
	expect(drafts).toEqual([{agent: coder, event: {type: 'run-dequeued', by: 'user'}}]);
	const after = fleetAfter(
		storyRead,
		runStarted(),
		sessionOpened,
		runEnded({kind: 'rate-limited', resetsAt: undefined, window: 'five_hour'}),
		{type: 'run-dequeued', by: 'user'},
	);
	expect(after.agents[coder]?.phase.status).toBe('stopped');
});

test('what was said to a run and never read is said again by resuming, before anything new', () => {
	const fleet = fleetAfter(
		...running,
		{type: 'message-sent', messageId: 'm1', text: 'also the docs'},
		{type: 'message-sent', messageId: 'm2', text: 'and this'},
		{type: 'message-delivered', messageId: 'm2'},
		runEnded({kind: 'rate-limited', resetsAt: undefined, window: undefined}),
	);
	const intentOf = (command: Command) => decide(command, fleet, () => 'id').drafts[0]?.event;
	expect(intentOf(resume)).toMatchObject({intent: {kind: 'resume', session, message: 'also the docs'}});
	expect(intentOf({...resume, message: 'go on'})).toMatchObject({intent: {message: 'also the docs\n\ngo on'}});
});
