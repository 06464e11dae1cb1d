import {expect, test} from 'vitest';
import {toFleetJson} from '../../../source/commands/read/agent-json.ts';
import {History} from '../../helpers/facts.ts';

/** The JSON as a script parses it. */
const jsonOf = (history: History) => JSON.parse(JSON.stringify(toFleetJson(history.fleet, history.now)));

test('an agent that never ran has every field, with null for absent values', () => {
	const history = new History();
	history.agent('42_checkout:coder').listed('Checkout');
	expect(jsonOf(history)).toEqual({
		project: 'shop',
		cannotStore: null,
		agents: [
			{
				id: '42_checkout:coder',
				story: '42_checkout',
				title: 'Checkout',
				agent: 'coder',
				runtime: 'claude-code',
				status: 'idle',
				reason: null,
				sessionId: null,
				sessions: [],
				model: null,
				tokens: {input: 0, output: 0, cacheWrite: 0, cacheRead: 0},
				costUsd: null,
				costIsEstimate: false,
				startedAt: null,
				endedAt: null,
				lastEventAt: null,
				attempt: 0,
				pid: null,
				exit: null,
				resumesAt: null,
				permission: null,
				worktree: null,
				branch: null,
				changes: null,
			},
		],
	});
});

test('an agent with a permission request names it; a running one has a pid and no end', () => {
	const history = new History();
	history
		.agent('1_a:coder')
		.listed('A')
		.running('session-1')
		.used(100, 20, 0.5, true)
		.asks({tool: 'Bash', summary: 'npm publish'});
	expect(jsonOf(history).agents[0]).toMatchObject({
		status: 'needs-input',
		sessionId: 'session-1',
		tokens: {input: 100, output: 20},
		costUsd: 0.5,
		costIsEstimate: true,
		startedAt: '2026-03-02T12:00:00.000Z',
		endedAt: null,
		attempt: 1,
		pid: 4101,
		exit: null,
		permission: {requestId: 'ask-npm publish', tool: 'Bash', summary: 'npm publish'},
	});
});

test('a rate-limited agent has a resume time, even if the runtime reported none', () => {
	const history = new History();
	history
		.agent('1_a:coder')
		.listed('A')
		.running('s')
		.ended({kind: 'rate-limited', resetsAt: undefined, window: 'five_hour'});
	expect(jsonOf(history).agents[0]).toMatchObject({
		status: 'rate-limited',
		exit: {kind: 'rate-limited', window: 'five_hour'},
		endedAt: '2026-03-02T12:00:00.000Z',
		resumesAt: '2026-03-02T12:05:00.000Z',
		pid: null,
	});
});
