import type {DatabaseSync} from 'node:sqlite';
import {evolve} from '../../core/fleet/evolve.ts';
import {emptyFleet, type Fleet, fleetShape} from '../../core/fleet/fleet.ts';
import {selectFacts} from './database.ts';

/** With 200 agents a fact takes 0.02 ms to fold: 50,000 of them would be felt in every `towline ps`, 500 are not. */
export const factsBetweenSnapshots = 500;

/** The fleet as of the last fact: the last snapshot, and what was recorded since. */
export function foldFleet(database: DatabaseSync): Fleet {
	let fleet = readSnapshot(database);

	for (const fact of selectFacts(database, fleet.seq)) {
		fleet = evolve(fleet, fact);
	}

	return fleet;
}

/** The number of the last fact in the snapshot that `foldFleet` would go on from; 0 without one. */
export function snapshotSeq(database: DatabaseSync): number {
	return readSnapshot(database).seq;
}

/** Replaces the snapshot. Throws SQLite's own error. */
export function writeSnapshot(database: DatabaseSync, fleet: Fleet): void {
	database
		.prepare('INSERT OR REPLACE INTO snapshot (id, seq, shape, fleet) VALUES (1, ?, ?, ?)')
		.run(fleet.seq, fleetShape, JSON.stringify(fleet));
}

/** A snapshot that another version folded is of no use: everything is folded anew. */
function readSnapshot(database: DatabaseSync): Fleet {
	const row = database.prepare('SELECT fleet FROM snapshot WHERE shape = ?').get(fleetShape);

	if (row === undefined) {
		return emptyFleet;
	}

	const fleet: Fleet = JSON.parse(String(row.fleet));
	return fleet;
}
