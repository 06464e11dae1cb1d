import type {FleetClient} from '../../api/client.ts';
import type {Command} from '../../core/commands/command.ts';
import {type ErrorCode, TowlineError, toMessage} from '../../core/errors.ts';
import {type Agent, isLive} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {AgentId, EpochMs} from '../../core/ids.ts';
import {followFleetChanges} from './follow-fleet-changes.ts';
import {selectRunProgress} from './run-progress.ts';
import type {RunReporter} from './run-reporter.ts';

export type RunStoriesOptions = {
	readonly client: Pick<FleetClient, 'send' | 'followFleet'>;
	readonly agents: readonly Agent[];
	readonly reporter: RunReporter;
	/** Aborts when they are to be stopped: their ends are still waited for. */
	readonly stop: AbortSignal;
};

/** How it went. */
export type RunOutcome = {
	readonly hasCompleted: boolean;
	/** As of the last end: the supervisor may be gone since. */
	readonly fleet: Fleet | undefined;
};

/**
 * Starts agents, or continues those that have a session to continue, and waits until each has ended for good: retries and
 * rate limits are waited for, and what can never start is taken out of the queue again.
 */
export async function runStories(options: RunStoriesOptions): Promise<RunOutcome> {
	const {reporter, stop} = options;
	const fleet = (await untilOver(options)) ?? (await untilStopped(options));
	await reporter.finish();
	const areCompleted = options.agents.every(({id}) => fleet?.agents[id]?.phase.status === 'completed');
	return {hasCompleted: areCompleted && !stop.aborted, fleet};
}

/** `undefined` when it was stopped before. */
async function untilOver({client, agents, reporter, stop}: RunStoriesOptions): Promise<Fleet | undefined> {
	const waiting = new Set(agents.map(({id}) => id));
	let begunAt: number | undefined;

	for await (const change of followFleetChanges(client, stop)) {
		// Followed before they are started, so that not even their first fact is missed.
		begunAt ??= await begin({client, agents, reporter}, change.fleet);
		await reporter.report(change);

		if (change.isSettled && change.fleet.seq >= begunAt) {
			await settle(waiting, change.fleet, {client, reporter});

			if (waiting.size === 0) {
				return change.fleet;
			}
		}
	}

	return undefined;
}

/** Their ends are waited for, so that nothing is left behind and the costs are known. */
async function untilStopped({client, agents, reporter}: RunStoriesOptions): Promise<Fleet | undefined> {
	let isTold = false;

	for await (const change of followFleetChanges(client, new AbortController().signal)) {
		if (!isTold) {
			isTold = true;
			await Promise.all(agents.map(({id}) => client.send({type: 'kill', agent: id})));
		}

		await reporter.report(change);
		const isBusy = ({id}: Agent) => {
			const agent = change.fleet.agents[id];
			return isLive(agent) || agent?.phase.status === 'queued';
		};

		if (change.isSettled && !agents.some(isBusy)) {
			return change.fleet;
		}
	}

	return undefined;
}

const concernsAll: ReadonlySet<ErrorCode> = new Set(['SUPERVISOR_GONE', 'CONFIG_INVALID', 'CONFIG_MISSING']);

type Parts = Pick<RunStoriesOptions, 'client' | 'reporter'>;

/** Answers the number of the last fact that this made: before it, an agent that rests has just not begun yet. */
async function begin({client, agents, reporter}: Omit<RunStoriesOptions, 'stop'>, fleet: Fleet): Promise<number> {
	for (const known of agents) {
		const agent = fleet.agents[known.id] ?? known;
		const command = commandFor(agent, fleet);

		try {
			if (command) {
				await client.send(command);
			}
		} catch (error) {
			// One story that cannot start is told and left out; what concerns all of them ends the command.
			if (!(error instanceof TowlineError) || concernsAll.has(error.code)) {
				throw error;
			}

			await reporter.say(agent, `not started: ${toMessage(error)}`);
		}
	}

	for await (const message of client.followFleet({signal: new AbortController().signal})) {
		return message.type === 'snapshot' ? message.fleet.seq : 0;
	}

	return 0;
}

/** What is live, queued or waits for its rate limit goes on by itself. */
function commandFor(agent: Agent, fleet: Fleet): Command | undefined {
	switch (agent.phase.status) {
		case 'idle':
		case 'failed':
		case 'completed':
			return {type: 'start', agent: agent.id, isUnattended: true};
		case 'rate-limited':
			return fleet.project?.autoResume ? undefined : continued(agent);
		case 'stopped':
		case 'lost':
			return continued(agent);
		default:
			return undefined;
	}
}

function continued({id, session}: Agent): Command {
	return {type: session === undefined ? 'start' : 'resume', agent: id, isUnattended: true};
}

/** Takes out those that are over, and those that never will be. */
async function settle(waiting: Set<AgentId>, fleet: Fleet, {client, reporter}: Parts): Promise<void> {
	for (const id of waiting) {
		const agent = fleet.agents[id];
		const progress = agent ? selectRunProgress(agent, fleet, Date.now() as EpochMs) : undefined;

		if (agent && progress?.kind === 'stuck') {
			await reporter.say(agent, `not started: ${progress.reason}`);
			await client.send({type: 'kill', agent: id});
		}

		if (progress?.kind !== 'going') {
			waiting.delete(id);
		}
	}
}
