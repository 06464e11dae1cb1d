import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {connect} from '../../source/api/spawn.ts';
import {followFleetChanges} from '../../source/commands/run/follow-fleet-changes.ts';
import type {RecordedFact} from '../../source/core/fleet/agent-event.ts';
import type {Fleet} from '../../source/core/fleet/fleet.ts';
import {selectTotal} from '../../source/core/fleet/selectors.ts';
import {toAgentId, toStoryId} from '../../source/core/ids.ts';
import {costBy} from '../../source/core/money/ledger.ts';
import {createProject, isAlive, killQuietly, program, type TestProject} from './project.ts';

const agent = toAgentId(toStoryId('1_flood'), 'flood');

/** Facts that a client received, by `seq`. Receiving one `seq` with two contents is an error. */
type Told = Map<number, string>;

/** Follows the fleet until `isSo` holds, storing the received facts; returns the fleet. */
async function followUntil(project: TestProject, told: Told, isSo: (fleet: Fleet, facts: number) => boolean) {
	const leaving = new AbortController();
	let facts = 0;

	try {
		for await (const {fleet, fact} of followFleetChanges(project.client, leaving.signal)) {
			if (fact) {
				facts++;
				keep(told, fact);
			}

			if (isSo(fleet, facts)) {
				return fleet;
			}
		}
	} finally {
		leaving.abort();
	}

	throw new Error('The supervisor told no more.');
}

function keep(told: Told, fact: RecordedFact): void {
	const text = JSON.stringify(fact);
	expect(told.get(fact.seq) ?? text).toBe(text);
	told.set(fact.seq, text);
}

/** All facts that are stored, from the first. */
async function readFacts(project: TestProject): Promise<readonly RecordedFact[]> {
	const leaving = new AbortController();
	const {seq} = await project.client.readFleet();
	const facts: RecordedFact[] = [];

	for await (const message of project.client.followFleet({since: 0, signal: leaving.signal})) {
		facts.push(...(message.type === 'facts' ? message.facts : []));

		if ((facts.at(-1)?.seq ?? 0) >= seq) {
			leaving.abort();
		}
	}

	return facts;
}

function checkLogs(project: TestProject): void {
	const folder = path.join(project.root, '.towline/logs/1_flood');

	for (const file of existsSync(folder) ? readdirSync(folder) : []) {
		const lines: readonly {position: number}[] = readFileSync(path.join(folder, file), 'utf8')
			.trimEnd()
			.split('\n')
			.map(line => JSON.parse(line));
		expect(lines.map(({position}) => position)).toEqual(lines.map((_, index) => index));
	}
}

/** Starts or resumes the agent and lets it stream for a random time. */
async function streamAWhile(project: TestProject, told: Told): Promise<Fleet> {
	const {client} = await connect({root: project.root, env: project.env, program});
	const before = await client.readFleet();
	await client.send({type: before.agents[agent]?.session ? 'resume' : 'start', agent});
	// Anywhere from before its session opened to many messages later.
	const enough = Math.floor(Math.random() * 30);
	return followUntil(project, told, (_, facts) => facts >= enough);
}

/** Checks the state after a killed supervisor was replaced. */
async function checkNothingLost(project: TestProject, told: Told, killed: Fleet): Promise<void> {
	const {client} = await connect({root: project.root, env: project.env, program});
	const fleet = await client.readFleet();
	const facts = await readFacts(project);
	const seqs = facts.map(({seq}) => seq);
	expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
	const stored = new Map(facts.map(fact => [fact.seq, JSON.stringify(fact)]));
	expect([...told].filter(([seq, text]) => stored.get(seq) !== text)).toEqual([]);
	// It may have been killed before the run had begun: then the run is still queued, or has begun by now.
	expect(['lost', 'queued', 'starting', 'running']).toContain(fleet.agents[agent]?.phase.status);
	// What had a session can be resumed.
	expect(fleet.agents[agent]?.session).toBe(killed.agents[agent]?.session ?? fleet.agents[agent]?.session);
	const lines = costBy(await client.readLedger(), 'story', () => '');
	expect(lines[0]?.usage ?? selectTotal(fleet).usage).toEqual(selectTotal(fleet).usage);
	checkLogs(project);
}

async function killSupervisor(project: TestProject): Promise<void> {
	const {pid} = await project.client.hello();
	killQuietly(pid);
	await expect.poll(() => isAlive(pid), {interval: 5}).toBe(false);
}

/** Fifty starts and kills take a minute on a busy machine with two cores. */
const timeoutMs = 300_000;

test('a supervisor killed at fifty random moments loses and repeats no fact and leaves no process', {
	timeout: timeoutMs,
}, async () => {
	await using project = createProject({stories: {'1_flood': 'flood'}});
	const told: Told = new Map();

	for (let kill = 1; kill <= 50; kill++) {
		const killed = await streamAWhile(project, told);
		await killSupervisor(project);
		await checkNothingLost(project, told, killed);
		const {agents} = await project.client.readFleet();
		const isBusy = ['queued', 'starting', 'running'].includes(agents[agent]?.phase.status ?? '');
		expect(isBusy || project.marked().length === 0).toBe(true);
		isBusy && (await project.client.send({type: 'kill', agent}));
		await followUntil(project, told, fleet => !('live' in (fleet.agents[agent]?.phase ?? {})));
	}

	await project.towline('down');
	expect(project.marked()).toEqual([]);
});
