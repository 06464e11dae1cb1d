import path from 'node:path';
import {expect, test} from 'vitest';
import type {RunFact} from '../../../source/core/fleet/agent-event.ts';
import {openDatabase, selectFacts} from '../../../source/store/database/database.ts';
import {createFactWriter} from '../../../source/store/database/fact-table.ts';
import {selectLedger} from '../../../source/store/database/ledger-table.ts';
import {toStoreError} from '../../../source/store/database/store-error.ts';
import {recordedFacts, usage, usageReported} from '../../core/given.ts';
import {temporaryProject} from '../temporary-project.ts';

const facts = recordedFacts([
	{type: 'notice-raised', level: 'info', text: 'x'.repeat(3000)},
	usageReported({input: 1, costUsd: 0.5}),
	{type: 'notice-raised', level: 'info', text: 'x'.repeat(300_000)},
]);

test('stores nothing when the disk is full, and works again once there is room', () => {
	const database = openDatabase(path.join(temporaryProject(), 'state.db'));
	const write = createFactWriter(database);
	database.exec('PRAGMA max_page_count = 20');
	expect(code(() => write(facts))).toBe('DISK_FULL');
	expect([...selectFacts(database, 0)]).toEqual([]);

	database.exec('PRAGMA max_page_count = 100000');
	write(facts);
	expect([...selectFacts(database, 0)]).toEqual(facts);
	database.close();
});

test('refuses all facts of a batch if one has a number that exists already', () => {
	const database = openDatabase(path.join(temporaryProject(), 'state.db'));
	const write = createFactWriter(database);
	write(facts.slice(0, 1));
	expect(code(() => write(facts))).toBe('STORE_FAILED');
	expect([...selectFacts(database, 0)]).toEqual(facts.slice(0, 1));
	database.close();
});

test('a model with an empty name does not replace the total', () => {
	const database = openDatabase(path.join(temporaryProject(), 'state.db'));
	const used = usage({input: 2});
	const whole = usage({input: 9});
	const report: RunFact = {type: 'usage-reported', usage: whole, models: {'': used, opus: used}, isEstimate: false};
	createFactWriter(database)(recordedFacts([report]));
	expect(selectLedger(database).map(row => [row.model, row.usage.input])).toEqual([
		[undefined, 9],
		['opus', 2],
	]);
	database.close();
});

/** The code a person would be told. */
function code(act: () => void): string | undefined {
	try {
		act();
		return undefined;
	} catch (error) {
		return toStoreError(error, 'record').code;
	}
}
