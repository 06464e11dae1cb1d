import {expect, test} from 'vitest';
import {createTracker} from '../../../source/holder/custody/tracker.ts';
import {entry, pids, run, table} from './table.ts';

const anchor = {pid: 100, start: 't100'};
const agent = entry(100, {session: 100, run});

test('a grandchild found once stays tied after it leaves its parent and session and clears its mark', () => {
	const tracker = createTracker({run, anchor, self: 50});
	tracker.observe(table(agent, entry(101, {parent: 100, run})));
	expect(pids(tracker.observe(table(agent, entry(101, {parent: 1, session: 101}))))).toEqual([100, 101]);
	expect(pids(tracker.observe(table(entry(101, {parent: 1, session: 101}))))).toEqual([101]);
});

test('a session outlives its leader while a known process is in it', () => {
	const tracker = createTracker({run, anchor, self: 50});
	tracker.observe(table(agent, entry(101, {parent: 100, session: 101}), entry(102, {parent: 101, session: 101})));
	const orphans = table(entry(102, {session: 101}), entry(103, {session: 101}));
	expect(pids(tracker.observe(orphans))).toEqual([102, 103]);
});

test('a session that was empty in one table is no longer trusted', () => {
	const tracker = createTracker({run, anchor, self: 50});
	tracker.observe(table(agent, entry(101, {parent: 100, session: 101})));
	tracker.observe(table(agent));
	expect(pids(tracker.observe(table(agent, entry(104, {session: 101}))))).toEqual([100]);
});

test('a session whose members were all replaced between two tables is not trusted', () => {
	const tracker = createTracker({run, anchor, self: 50});
	tracker.observe(table(agent, entry(101, {parent: 100, session: 101})));
	expect(
		pids(tracker.observe(table(agent, entry(101, {start: 'later', session: 101}), entry(104, {session: 101})))),
	).toEqual([100]);
});

test('a known pid that was reused is forgotten for good', () => {
	const tracker = createTracker({run, anchor, self: 50});
	tracker.observe(table(agent, entry(101, {parent: 100})));
	tracker.observe(table(agent, entry(101, {start: 'later'})));
	expect(pids(tracker.observe(table(agent, entry(101))))).toEqual([100]);
	expect(pids(tracker.seen())).toEqual([100]);
});
