import {expect, test} from 'vitest';
import type {ProcessEntry} from '../../../source/holder/custody/process-table.ts';
import {findTied, type Ties} from '../../../source/holder/custody/tied.ts';
import {entry, otherRun, pids, run, table} from './table.ts';

const supervisor = entry(50, {parent: 40, session: 50});
const anchor = {pid: 100, start: 't100'};
const agent = entry(100, {parent: 50, session: 100, run});

test('the agent and its descendants are tied in any session', () => {
	expect(tiedPids([agent, entry(101, {parent: 100}), entry(102, {parent: 101, session: 102})])).toEqual([
		100, 101, 102,
	]);
});

test('a grandchild that was orphaned and left the session is tied by its mark, and its children with it', () => {
	const orphan = entry(102, {parent: 1, session: 101, run});
	expect(tiedPids([orphan, entry(103, {parent: 102})])).toEqual([102, 103]);
});

test('an orphan that stayed in the session of the agent is tied', () => {
	expect(tiedPids([agent, entry(102, {parent: 1, session: 100})])).toEqual([100, 102]);
});

test('processes of another run and unrelated ones are not tied', () => {
	expect(tiedPids([agent, entry(200, {parent: 50, session: 200, run: otherRun}), entry(300)])).toEqual([100]);
});

test("descendants of the agent are tied even with another run's mark", () => {
	expect(tiedPids([agent, entry(101, {parent: 100, run: otherRun})])).toEqual([100, 101]);
});

test('a recorded pid that was reused is not tied, nor are its descendants', () => {
	const stranger = entry(100, {start: 'later', session: 100});
	expect(tiedPids([stranger, entry(101, {parent: 100}), entry(102, {session: 100})])).toEqual([]);
});

test('a stranger in a session of the recorded number is not tied once the agent is gone', () => {
	expect(tiedPids([entry(102, {session: 100})])).toEqual([]);
});

test('that session is still the run’s while a marked process lives in it', () => {
	expect(tiedPids([entry(102, {session: 100}), entry(103, {session: 100, run})])).toEqual([102, 103]);
});

test('a marked process in a session of a stranger does not tie the stranger', () => {
	const shell = entry(300, {session: 300});
	expect(tiedPids([shell, entry(301, {parent: 300, session: 300, run})])).toEqual([301]);
});

test('a process known from before is tied if it is still the same process', () => {
	const known = [
		{pid: 102, start: 't102'},
		{pid: 103, start: 'earlier'},
	];
	expect(tiedPids([entry(102), entry(103)], {known})).toEqual([102]);
});

test('processes in the control group are tied', () => {
	expect(tiedPids([entry(102), entry(103)], {members: new Set([102])})).toEqual([102]);
});

test('the supervisor, its ancestors and the first process are never tied, nor anything through them', () => {
	const agentOfAgent = entry(40, {parent: 100, run});
	const first = entry(1, {parent: 0, run});
	const other = entry(200, {parent: 50, run: otherRun});
	expect(tiedPids([first, agent, agentOfAgent, other], {members: new Set([1, 50])})).toEqual([]);
});

test('a cycle of parents does not loop for ever', () => {
	expect(tiedPids([entry(100, {parent: 101, run}), entry(101, {parent: 100})])).toEqual([100, 101]);
});

function tiedPids(entries: readonly ProcessEntry[], ties: Partial<Ties> = {}): readonly number[] {
	const whole = {run, anchor, known: [], sessions: new Set<number>(), members: new Set<number>(), self: 50};
	return pids(findTied(table(supervisor, ...entries), {...whole, ...ties}));
}
