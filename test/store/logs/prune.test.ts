import {existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import type {AgentId, EpochMs, RunId, StoryId} from '../../../source/core/ids.ts';
import {pruneLogs} from '../../../source/store/logs/prune.ts';
import {logFile, parseLogFile, projectLogFile} from '../../../source/store/paths.ts';
import {
	coder,
	firstRun,
	recorded,
	recordedFacts,
	reviewer,
	runStarted,
	secondRun,
	storyRead,
} from '../../core/given.ts';
import {openedStore, temporaryProject} from '../temporary-project.ts';

const dayMs = 86_400_000;
const now = Date.UTC(2026, 6, 1) as EpochMs;

test('deletes old logs, except those of open stories', () => {
	const root = temporaryProject();
	const {store} = openedStore(root);
	store.append(recordedFacts([storyRead, runStarted(), {event: runStarted(), agent: reviewer, run: secondRun}]));
	store.append([{...recorded({type: 'line-printed', text: 'new'}, 0), run: 'rrecent' as RunId}]);
	const old = logFile(root, {agent: coder, run: firstRun});
	const recent = logFile(root, {agent: coder, run: 'rrecent' as RunId});
	const ofOpenStory = logFile(root, {agent: reviewer, run: secondRun});
	age(old, 31);
	age(recent, 29);
	age(ofOpenStory, 300);
	age(projectLogFile(root), 300);

	const openStories = new Set<StoryId>(['43_search' as StoryId]);
	expect(pruneLogs({root, openStories, keepLogsMs: 30 * dayMs, now})).toBe(1);
	expect([old, recent, ofOpenStory, projectLogFile(root)].map(file => existsSync(file))).toEqual([
		false,
		true,
		true,
		true,
	]);
	expect(pruneLogs({root, openStories, keepLogsMs: dayMs, now})).toBe(1);
	expect(existsSync(path.dirname(old))).toBe(false);
	expect(store.readFacts(0, 10)).toHaveLength(3);
});

test.for(['42_login:coder', '42_login:senior-coder', 'a:b c-d.jsonl'] as AgentId[])(
	'the log of %s is found by its path',
	agent => {
		const file = logFile('/project', {agent, run: firstRun});
		expect(parseLogFile(file)).toEqual({agent, run: firstRun});
	},
);

test.for(['/x/logs/project.jsonl', '/x/logs/42/notes.txt', '/x/logs/42/-r1.jsonl'])(
	'%s is not the log of a run',
	file => {
		expect(parseLogFile(file)).toBeUndefined();
	},
);

function age(file: string, days: number): void {
	const seconds = (now - days * dayMs) / 1000;
	utimesSync(file, seconds, seconds);
}

test.for([
	['.towline', ''],
	['.towline/logs', 'logs'],
	['.towline/logs/42_login', 'logs/42_login'],
	['.towline/logs/42_login/coder-rfirst001.jsonl', 'logs/42_login/coder-rfirst001.jsonl'],
] as const)('deletes nothing behind a link at %s', ([link, target]) => {
	const root = temporaryProject();
	const outside = temporaryProject();
	const file = path.join(outside, 'logs/42_login/coder-rfirst001.jsonl');
	mkdirSync(path.dirname(file), {recursive: true});
	writeFileSync(file, 'mine');
	age(file, 300);
	mkdirSync(path.dirname(path.join(root, link)), {recursive: true});
	symlinkSync(path.join(outside, target), path.join(root, link));
	expect(pruneLogs({root, openStories: new Set(), keepLogsMs: dayMs, now})).toBe(0);
	expect(existsSync(file)).toBe(true);
});
