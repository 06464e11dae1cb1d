import {expect, test} from 'vitest';
import {liveRun} from '../../../source/core/fleet/agent.ts';
import type {RunExit} from '../../../source/core/fleet/run-exit.ts';
import type {SessionId} from '../../../source/core/ids.ts';
import {
	coder,
	fleetAfter,
	type Given,
	noon,
	permission,
	runEnded,
	runQueued,
	runStarted,
	runStopping,
	secondRun,
	session,
	sessionOpened,
	storyRead,
	turnEnded,
	usage,
	usageReported,
} from '../given.ts';

const running: readonly Given[] = [storyRead, runQueued, runStarted(), sessionOpened];
const asked: Given = {type: 'permission-asked', permission: permission()};
const refused: Given = {type: 'api-retried', attempt: 3, of: 10, delayMs: 1000, status: 529, error: 'overloaded'};

const coderAfter = (...given: readonly Given[]) => fleetAfter(...given).agents[coder];
const statusAfter = (...given: readonly Given[]) => coderAfter(...given)?.phase.status;

test.for<[string, readonly Given[]]>([
	['idle', [storyRead]],
	['queued', [storyRead, runQueued]],
	['starting', [storyRead, runQueued, runStarted()]],
	['starting', [runStarted(), {type: 'process-started', pid: 1, pidStart: '2', cwd: '/project', branch: undefined}]],
	['running', running],
	['needs-input', [...running, asked]],
	['running', [...running, asked, {type: 'permission-withdrawn', requestId: 'request-1'}]],
	['stopping', [...running, runStopping]],
	['stopping', [...running, asked, runStopping]],
	['stopping', [runStarted(), runStopping, sessionOpened]],
	['stopping', [...running, runStopping, asked]],
	['stopping', [...running, runStopping, turnEnded()]],
	['running', [...running, turnEnded({isError: true})]],
])('is %s after these facts', ([status, given]) => {
	expect(statusAfter(...given)).toBe(status);
});

test.for<[string, RunExit]>([
	['completed', {kind: 'completed'}],
	['failed', {kind: 'failed', exitCode: 1, reason: 'exited 1'}],
	['failed', {kind: 'stillborn', exitCode: 1, reason: 'exited 1'}],
	['stopped', {kind: 'killed', by: 'user'}],
	['stopped', {kind: 'killed', by: 'shutdown'}],
	['stopped', {kind: 'killed', by: 'budget'}],
	['failed', {kind: 'killed', by: 'inactivity'}],
	['rate-limited', {kind: 'rate-limited', resetsAt: undefined, window: undefined}],
	['lost', {kind: 'lost'}],
])('is %s after a run that ended as %o', ([status, exit]) => {
	expect(coderAfter(...running, runEnded(exit))?.phase).toMatchObject({status, end: {exit, isUnseen: true}});
});

test('a run that never opened a session ends too', () => {
	expect(statusAfter(runStarted(), runEnded({kind: 'stillborn', exitCode: 127, reason: 'not found'}))).toBe('failed');
});

test('two requests are both asked, the oldest first, and both must be answered', () => {
	const second: Given = {type: 'permission-asked', permission: permission('request-2')};
	const answer: Given = {type: 'permission-answered', requestId: 'request-1', decision: 'allow', by: 'user'};
	const agent = coderAfter(...running, asked, second, answer);
	expect(agent?.phase.status).toBe('needs-input');
	expect(agent && liveRun(agent)?.permissions.map(({requestId}) => requestId)).toEqual(['request-2']);
	expect(statusAfter(...running, asked, second, answer, {...answer, requestId: 'request-2'})).toBe('running');
});

test('a request that is asked again replaces itself', () => {
	const agent = coderAfter(...running, asked, asked);
	expect(agent && liveRun(agent)?.permissions).toHaveLength(1);
});

test('a run that is being stopped asks nothing any more', () => {
	const agent = coderAfter(...running, asked, runStopping);
	expect(agent && liveRun(agent)?.permissions).toEqual([]);
});

test('the first wish to stop counts', () => {
	const agent = coderAfter(...running, runStopping, {type: 'run-stopping', by: 'budget'});
	expect(agent?.phase).toMatchObject({status: 'stopping', by: 'user', since: noon + 4000});
});

test.for<[string, Given]>([
	['a turn starts', {type: 'turn-started'}],
	['a turn ends', turnEnded()],
	['a tool starts', {type: 'tool-started', toolId: 't', tool: 'Bash', summary: 'ls'}],
	['a tool finishes', {type: 'tool-finished', toolId: 't', isError: false, outcome: ''}],
	['tokens are reported', usageReported({input: 1})],
])('the note of a request tried again goes when %s', ([, fact]) => {
	const before = coderAfter(...running, refused);
	expect(before && liveRun(before)?.retry).toEqual({attempt: 3, of: 10, status: 529, error: 'overloaded'});
	expect(before?.phase.status).toBe('running');
	const after = coderAfter(...running, refused, fact);
	expect(after && liveRun(after)?.retry).toBeUndefined();
});

test('each run has one entry in the ledger, the last it reported', () => {
	const agent = coderAfter(
		...running,
		usageReported({input: 5}),
		usageReported({input: 9, costUsd: 1}, false),
		runEnded(),
		{event: runStarted({attempt: 2}), run: secondRun},
		{event: usageReported({input: 2}), run: secondRun},
	);
	expect(agent?.ledger.map(({usage: used, isEstimate}) => [used, isEstimate])).toEqual([
		[usage({input: 9, costUsd: 1}), false],
		[usage({input: 2}), true],
	]);
});

test('a report of a run that is over reaches the ledger and nothing else', () => {
	const given: readonly Given[] = [...running, runEnded(), {event: runStarted({attempt: 2}), run: secondRun}];
	const before = coderAfter(...given);
	const late = coderAfter(...given, {...usageReported({input: 7}), contextTokens: 99} as Given);
	expect(late).toEqual({...before, ledger: [expect.objectContaining({usage: usage({input: 7})})]});
});

test.for<[string, Given]>([
	['an end', runEnded({kind: 'lost'})],
	['a wish to stop', runStopping],
	['a request', asked],
	['a session', {...sessionOpened, session: 'another'} as Given],
])('%s of a run that is over changes nothing', ([, fact]) => {
	const given: readonly Given[] = [...running, runEnded(), {event: runStarted({attempt: 2}), run: secondRun}];
	expect(coderAfter(...given, fact)).toEqual(coderAfter(...given));
	expect(coderAfter(...running, runEnded(), fact)).toEqual(coderAfter(...running, runEnded()));
});

test('the session, model and folder outlive the run', () => {
	expect(coderAfter(...running, runEnded(), runQueued)).toMatchObject({
		session,
		model: 'claude-opus-4-8',
		programVersion: '2.1.301',
		cwd: '/project',
		branch: 'towline/42_login',
		attempts: 1,
		lastEnd: {startedAt: noon + 2000, endedAt: noon + 4000},
	});
});

test('every session is known, the one that was opened last is the newest', () => {
	const opened = (id: string, model: string): Given => ({
		event: {type: 'session-opened', session: id as SessionId, model, programVersion: undefined},
	});
	const again = runStarted({attempt: 2});
	const agent = coderAfter(
		runStarted(),
		opened('a', 'opus'),
		opened('b', 'sonnet'),
		opened('c', 'sonnet'),
		runEnded(),
		again,
		opened('a', 'opus'),
	);
	expect(agent?.session).toBe('a');
	expect(agent?.sessions).toEqual([
		{session: 'b', model: 'sonnet', openedAt: noon + 2000},
		{session: 'c', model: 'sonnet', openedAt: noon + 3000},
		{session: 'a', model: 'opus', openedAt: noon + 1000},
	]);
});

test('messages wait until they are printed back', () => {
	const said: Given = {type: 'message-sent', messageId: 'm1', text: 'Use pnpm'};
	const waiting = coderAfter(...running, said, {...said, messageId: 'm2'});
	expect(waiting && liveRun(waiting)?.undelivered.map(({messageId}) => messageId)).toEqual(['m1', 'm2']);
	const heard = coderAfter(...running, said, {type: 'message-delivered', messageId: 'm1'});
	expect(heard && liveRun(heard)?.undelivered).toEqual([]);
});

test('an interrupted turn is over when its program says so, and forgotten with the next message or turn', () => {
	const interruption = (...given: readonly Given[]) => {
		const agent = coderAfter(...running, {type: 'turn-interrupted', by: 'user', interruptId: 'i1'}, ...given);
		return agent && liveRun(agent)?.interruption;
	};
	const over = turnEnded({isError: true});
	expect(interruption()).toBe('requested');
	expect(interruption({type: 'turn-started'})).toBe('requested');
	expect(interruption(over)).toBe('done');
	expect(interruption(over, {type: 'turn-started'})).toBeUndefined();
	expect(interruption(over, {type: 'message-sent', messageId: 'm1', text: 'Go on'})).toBeUndefined();
});

test('the last activity is the last tool, or the first of the last words', () => {
	const tool: Given = {type: 'tool-started', toolId: 't', tool: 'Bash', summary: 'npm test'};
	expect(coderAfter(...running, tool)?.lastActivity).toBe('Bash npm test');
	expect(coderAfter(...running, tool, turnEnded({text: ' All green. \nMore.'}))?.lastActivity).toBe('All green.');
	expect(coderAfter(...running, tool, turnEnded({text: ''}))?.lastActivity).toBe('Bash npm test');
});
