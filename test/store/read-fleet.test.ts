import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {databaseFile} from '../../source/store/paths.ts';
import {readFleet, readLedger} from '../../source/store/read-fleet.ts';
import {coder, fleetAfter, recordedFacts, runStarted, sessionOpened, storyRead, usageReported} from '../core/given.ts';
import {openedStore, temporaryProject} from './temporary-project.ts';

const given = [storyRead, runStarted(), sessionOpened, usageReported({input: 3, costUsd: 0.25})];

test('without a supervisor live runs are lost', () => {
	const root = temporaryProject();
	const {store} = openedStore(root);
	store.append(recordedFacts(given));
	store.close();
	expect(readFleet(root)?.agents[coder]?.phase).toMatchObject({status: 'lost', end: {exit: {kind: 'lost'}}});
	expect(readFleet(root)?.agents[coder]?.ledger).toEqual(fleetAfter(...given).agents[coder]?.ledger);
	expect(readLedger(root)).toHaveLength(1);
});

test('a project that never ran has no fleet', () => {
	const root = temporaryProject();
	expect(readFleet(root)).toBeUndefined();
	expect(readLedger(root)).toEqual([]);
});

test('an empty database file means that the project never ran', () => {
	const root = temporaryProject();
	openedStore(root).store.close();
	writeFileSync(databaseFile(root), '');
	expect(readFleet(root)).toBeUndefined();
});

test('while a supervisor owns the project, reading fails at once with STORE_BUSY', () => {
	const root = temporaryProject();
	openedStore(root).store.append(recordedFacts(given));
	const startedAt = performance.now();
	expect(() => readFleet(root)).toThrow(expect.objectContaining({code: 'STORE_BUSY'}));
	expect(performance.now() - startedAt).toBeLessThan(100);
});

test('a corrupt database is an error with a hint', () => {
	const root = temporaryProject();
	openedStore(root).store.close();
	writeFileSync(databaseFile(root), 'nothing that SQLite could read '.repeat(200));
	expect(() => readFleet(root)).toThrow(expect.objectContaining({code: 'STORE_FAILED', hint: expect.any(String)}));
});

test('an owner can open and close while another process reads continuously', async () => {
	const root = temporaryProject();
	openedStore(root).store.close();
	const reader = spawn(process.execPath, [path.join(import.meta.dirname, 'reader.fixture.ts'), root], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	onTestFinished(() => void reader.kill('SIGKILL'));
	await once(reader.stdout, 'data');

	for (let count = 0; count < 20; count++) {
		openedStore(root).store.close();
	}

	expect(reader.exitCode).toBeNull();
});
