import {cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {readLog} from '../../source/store/logs/read-log.ts';
import {openStore} from '../../source/store/open-store.ts';
import {databaseFile, logFile} from '../../source/store/paths.ts';
import {
	coder,
	firstRun,
	type Given,
	project,
	recorded,
	recordedFacts,
	runEnded,
	runQueued,
	runStarted,
	sessionOpened,
	storyRead,
	usageReported,
} from '../core/given.ts';

const given: readonly Given[] = [
	{type: 'project-configured', project},
	storyRead,
	runQueued,
	runStarted(),
	sessionOpened,
	...Array.from({length: 500}, (_, index) => usageReported({input: 10 * index, output: index, costUsd: 0.01 * index})),
	runEnded(),
];
const history = recordedFacts(given);
/** Compared as text: comparing 500 objects takes 100 times as long. */
const expected = JSON.stringify(
	history.map(({seq, position, at, agent, run, event}) => ({seq, position, at, agent, run, event})),
);
const text = recorded({type: 'output-streamed', block: 'b', text: 'Hello '.repeat(50)}, 900);

let sound: string;
const folders: string[] = [];

beforeAll(() => {
	sound = temporary();
	const {store} = openStore({root: sound});
	store.append([...history, text]);
	store.saveSnapshotIfDue(store.readFleet());
	store.close();
});

afterAll(() => {
	for (const folder of folders) {
		rmSync(folder, {recursive: true, force: true});
	}
});

/** 70 places all over the file, and one bit in each. */
const flips = Array.from({length: 70}, (_, index) => ({at: (index + 0.5) / 70, bit: (index * 5) % 8}));

test.for(flips)('one flipped bit at $at of the database: every fact is as it was', ({at, bit}) => {
	const root = damaged(file => databaseFile(file), at, bit);
	const {store} = openStore({root});
	expect(JSON.stringify(store.readFacts(0, 10_000))).toBe(expected);
	expect(store.readLedger().at(-1)?.usage).toMatchObject({input: 4990, output: 499});
	expect(store.readFleet().seq).toBe(history.length);
	store.close();
});

test.for(flips)(
	'one flipped bit at $at of a run log: the facts stay, and what is damaged is said',
	async ({at, bit}) => {
		const name = {agent: coder, run: firstRun};
		const root = damaged(file => logFile(file, name), at, bit);
		const {store} = openStore({root});
		expect(JSON.stringify(store.readFacts(0, 10_000))).toBe(expected);
		store.close();
		const before = await eventsOf(sound);
		const after = await eventsOf(root);
		const remarks = after.filter(line => line.includes('damaged on the disk'));
		const rest = after.filter(line => !remarks.includes(line));
		const known = new Set(before);
		expect(rest.filter(line => !known.has(line))).toEqual([]);
		expect(rest.length).toBeGreaterThanOrEqual(before.length - 2);
		// Without a remark nothing is missing: a bit of a checksum's name changes no event.
		expect(remarks.length > 0 || rest.length === before.length).toBe(true);
	},
);

test('a database and a log that are damaged in the same fact: the fact is named, and everything else is there', () => {
	const root = temporary();
	cpSync(path.join(sound, '.towline'), path.join(root, '.towline'), {recursive: true});
	replaceInFile(databaseFile(root), '"input":3000,', '"input":3001,');
	replaceInFile(logFile(root, {agent: coder, run: firstRun}), '"input":3000,', '"input":3002,');
	const {store, repairs} = openStore({root});
	expect(store.readFacts(0, 10_000)).toHaveLength(history.length - 1);
	expect(repairs.join(' ')).toMatch(/1 fact could not be restored: number 306/);
	store.close();
});

function damaged(fileOf: (root: string) => string, at: number, bit: number): string {
	const root = temporary();
	cpSync(path.join(sound, '.towline'), path.join(root, '.towline'), {recursive: true});
	const file = fileOf(root);
	const bytes = readFileSync(file);
	const index = Math.floor(bytes.length * at);
	bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
	writeFileSync(file, bytes);
	return root;
}

function replaceInFile(file: string, from: string, to: string): void {
	const content = readFileSync(file, 'latin1');
	expect(content).toContain(from);
	writeFileSync(file, content.replaceAll(from, to), 'latin1');
}

function temporary(): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'towline-rot-'));
	folders.push(folder);
	return folder;
}

/** The events of the run's log, each as JSON. */
async function eventsOf(root: string): Promise<readonly string[]> {
	const events = await Array.fromAsync(readLog({root, agent: coder, run: firstRun}));
	return events.map(event => JSON.stringify(event));
}
