import {expect, test} from 'vitest';
import {formatSince, selectSince} from '../../../source/core/fleet/since.ts';
import type {EpochMs} from '../../../source/core/ids.ts';
import {toLedgerRows} from '../../../source/core/money/ledger.ts';
import {History, start} from '../../helpers/facts.ts';

const sum = (history: History, since: EpochMs = start) =>
	selectSince({fleet: history.fleet, rows: history.facts.flatMap(toLedgerRows), since, now: history.now});

const stories = (agents: readonly {readonly story: string}[]) => agents.map(({story}) => story);

test('runs that ended since then are listed by outcome, with what was spent', () => {
	const history = new History();
	history.agent('1_old:coder').listed('A').running('a').used(10, 1, 2).ended({kind: 'completed'});
	history.wait(3600);
	const since = history.now;
	history.agent('2_done:coder').listed('B').running('b').used(10, 1, 0.5).ended({kind: 'completed'});
	history.agent('3_bad:coder').listed('C').running('c').ended({kind: 'failed', exitCode: 1, reason: 'no'});
	history.agent('4_off:coder').listed('D').running('d').ended({kind: 'killed', by: 'user'});
	const summary = sum(history, since);
	expect(stories(summary.finished)).toEqual(['2_done']);
	expect(stories(summary.failed)).toEqual(['3_bad']);
	expect(stories(summary.stopped)).toEqual(['4_off']);
	expect(summary.spent.usage.costUsd).toBe(0.5);
	expect(stories(sum(history, 0 as EpochMs).finished)).toEqual(['1_old', '2_done']);
});

test('what ended and runs again is no news', () => {
	const history = new History();
	history.agent('1_a:coder').listed('A').running('a').ended({kind: 'completed'}).running('b');
	expect(sum(history).finished).toEqual([]);
});

test('a lost run is news until somebody has looked, because nobody knows when it ended', () => {
	const history = new History();
	history.agent('1_a:coder').listed('A').running('a').ended({kind: 'lost'});
	history.wait(60);
	expect(stories(sum(history, history.now).failed)).toEqual(['1_a']);
	history.agent('1_a:coder').fact({type: 'agent-seen'});
	expect(sum(history, history.now).failed).toEqual([]);
});

test('what only a person can bring on waits, however long already', () => {
	const history = new History({autoResume: false});
	history.agent('1_ask:coder').listed('A').running('a').asks({tool: 'Bash', summary: 'ls'});
	history.agent('2_bad:coder').listed('B').running('b').ended({kind: 'failed', exitCode: 1, reason: 'no'});
	history
		.agent('3_then:coder')
		.listed('C', {after: ['2_bad']})
		.queued();
	history.agent('4_free:coder').listed('D').queued();
	history
		.agent('5_off:coder')
		.listed('E')
		.running('e')
		.ended({kind: 'rate-limited', resetsAt: undefined, window: undefined});
	history.wait(86_400);
	expect(stories(sum(history, history.now).waiting)).toEqual(['1_ask', '3_then', '5_off']);
});

test('in one line it counts, and says nothing where nothing is', () => {
	const history = new History();
	history.agent('1_ask:coder').listed('A').running('a').used(1, 1, 0.25, true).asks({tool: 'Bash', summary: 'ls'});
	history.agent('2_done:coder').listed('B').running('b').ended({kind: 'completed'});
	expect(formatSince(sum(history), history.now)).toMatch(
		/^Since \d\d:\d\d: 1 finished, 1 waits for you, ~\$0\.25 spent\.$/,
	);
	expect(formatSince(sum(new History()), start)).toBeUndefined();
});
