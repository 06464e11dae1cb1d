import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {cpSync, rmSync, statSync, truncateSync} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {expect, onTestFinished, test} from 'vitest';
import type {RecordedFact} from '../../source/core/fleet/agent-event.ts';
import {isRecordedFact} from '../../source/core/fleet/event-kinds.ts';
import {evolveAll} from '../../source/core/fleet/evolve.ts';
import {emptyFleet} from '../../source/core/fleet/fleet.ts';
import {listLogs} from '../../source/store/logs/log-files.ts';
import {readLog} from '../../source/store/logs/read-log.ts';
import {databaseFile, databaseFolder} from '../../source/store/paths.ts';
import {readFleet} from '../../source/store/read-fleet.ts';
import {openedStore, temporaryProject} from './temporary-project.ts';

/** Lets a writer run until it has said so many lines, and kills it with SIGKILL. Returns the last fact it called stored. */
async function killedAfter(root: string, batches: number): Promise<number> {
	const writer = spawn(process.execPath, [path.join(import.meta.dirname, 'writer.fixture.ts'), root], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	onTestFinished(() => void writer.kill('SIGKILL'));
	let said = '';

	for await (const chunk of writer.stdout.setEncoding('utf8')) {
		said += chunk;

		if (said.split('\n').length > batches) {
			writer.kill('SIGKILL');
		}
	}

	if (writer.exitCode === null && writer.signalCode === null) {
		await once(writer, 'exit');
	}

	return Number(said.trimEnd().split('\n').at(-1));
}

function range(first: number, last: number): readonly number[] {
	return Array.from({length: Math.max(0, last - first + 1)}, (_, index) => first + index);
}

async function factsInLogs(root: string): Promise<readonly RecordedFact[]> {
	const logs = listLogs(root).map(({name}) => Array.fromAsync(readLog({root, ...name})));
	return (await Promise.all(logs))
		.flat()
		.filter(isRecordedFact)
		.sort((a, b) => a.seq - b.seq);
}

test('a writer that is killed repeatedly neither loses nor duplicates a stored fact', async () => {
	const root = temporaryProject();
	let before = 0;

	for (const batches of [1, 7, 40, 150]) {
		const stored = await killedAfter(root, batches);
		const readWithoutOwner = readFleet(root);
		expect(readWithoutOwner?.seq).toBeGreaterThanOrEqual(stored);

		const {store, repairs} = openedStore(root);
		const facts = store.readFacts(0, 1e6);
		expect(repairs).toEqual([]);
		expect(store.lastSeq).toBeGreaterThanOrEqual(stored);
		const numbers = new Set(facts.map(({seq}) => seq));
		expect(numbers.size).toBe(facts.length);
		expect(range(before + 1, stored).filter(seq => !numbers.has(seq))).toEqual([]);
		expect(await factsInLogs(root)).toEqual(facts);
		expect(store.readFleet()).toEqual(evolveAll(emptyFleet, facts));
		before = store.lastSeq;
		store.close();
	}
});

test('a database truncated at any point is rebuilt completely', async () => {
	const original = temporaryProject();
	const stored = await killedAfter(original, 60);
	const files = ['', '-wal'].map(suffix => databaseFile(original) + suffix);
	const sizes = files.map(file => statSync(file).size);

	fc.assert(
		fc.property(fc.constantFrom(0, 1), fc.double({min: 0, max: 1, noNaN: true}), (which, fraction) => {
			const root = temporaryProject();
			cpSync(databaseFolder(original), databaseFolder(root), {recursive: true, preserveTimestamps: true});
			truncateSync(databaseFile(root) + ['', '-wal'][which], Math.floor((sizes[which] ?? 0) * fraction));

			const {store} = openedStore(root);
			const facts = store.readFacts(0, 1e6);
			store.close();
			expect(facts.slice(0, stored).map(({seq}) => seq)).toEqual(range(1, stored));
			rmSync(root, {recursive: true, force: true});
		}),
		{numRuns: 25},
	);
});

test('a log truncated at any point is repaired, and the database keeps its facts', async () => {
	const original = temporaryProject();
	const stored = await killedAfter(original, 20);

	fc.assert(
		fc.property(fc.nat(2), fc.double({min: 0, max: 1, noNaN: true}), (which, fraction) => {
			const root = temporaryProject();
			cpSync(databaseFolder(original), databaseFolder(root), {recursive: true, preserveTimestamps: true});
			const file = listLogs(root)[which]?.file ?? '';
			truncateSync(file, Math.floor(statSync(file).size * fraction));

			const {store} = openedStore(root);
			expect(store.readFacts(0, 1e6).length).toBeGreaterThanOrEqual(stored);
			store.close();
			rmSync(root, {recursive: true, force: true});
		}),
		{numRuns: 15},
	);
});
