import type {DatabaseSync} from 'node:sqlite';
import type {Agent} from '../../core/fleet/agent.ts';
import {evolve} from '../../core/fleet/evolve.ts';
import {emptyFleet, type Fleet, fleetShape} from '../../core/fleet/fleet.ts';
import {storyIdProblem} from '../../core/ids.ts';
import {hasSum, rowSum} from '../checksum.ts';
import {agentNamePattern} from '../paths.ts';
import {selectFacts} from './database.ts';

/** With 200 agents folding a fact takes 0.02 ms: 500 facts take 10 ms, 50,000 would slow every `towline ps` by 1 s. */
export const factsBetweenSnapshots = 500;

/** The fleet as of the last fact: the last snapshot with the later facts folded into it. */
export function foldFleet(database: DatabaseSync): Fleet {
	let fleet = readSnapshot(database);

	for (const fact of selectFacts(database, fleet.seq)) {
		fleet = evolve(fleet, fact);
	}

	return withValidNames(fleet);
}

/** Leaves out agents whose names nothing of ours could have stored: names reach shells, file names and branches. */
function withValidNames(fleet: Fleet): Fleet {
	const all = Object.entries(fleet.agents);
	const valid = all.filter(([id, agent]) => isValidAgent(id, agent));
	return valid.length === all.length ? fleet : {...fleet, agents: Object.fromEntries(valid)};
}

function isValidAgent(id: string, {story, name}: Agent): boolean {
	return id === `${story}:${name}` && storyIdProblem(story) === undefined && agentNamePattern.test(name);
}

/** The `seq` of the last fact in the snapshot; 0 without a snapshot. */
export function snapshotSeq(database: DatabaseSync): number {
	return readSnapshot(database).seq;
}

/** Replaces the snapshot. Throws SQLite's own error. */
export function writeSnapshot(database: DatabaseSync, fleet: Fleet): void {
	const text = JSON.stringify(fleet);
	database
		.prepare('INSERT OR REPLACE INTO snapshot (id, seq, shape, fleet, sum) VALUES (1, ?, ?, ?, ?)')
		.run(fleet.seq, fleetShape, text, rowSum([fleet.seq, fleetShape, text]));
}

/** Ignores a snapshot of another version or one that is damaged, so that all facts are folded again. */
function readSnapshot(database: DatabaseSync): Fleet {
	const row = database.prepare('SELECT * FROM snapshot WHERE shape = ?').get(fleetShape);

	if (row === undefined || !hasSum(row, [row.seq, row.shape, row.fleet])) {
		return emptyFleet;
	}

	const fleet: Fleet = JSON.parse(String(row.fleet));
	return fleet;
}
