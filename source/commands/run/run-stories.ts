import type {FleetClient} from '../../api/client.ts';
import {assertNever} from '../../core/assert-never.ts';
import type {Command} from '../../core/commands/command.ts';
import {type ErrorCode, TowlineError, toMessage} from '../../core/errors.ts';
import {type Agent, isLive} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {AgentId, EpochMs} from '../../core/ids.ts';
import {followFleetChanges} from './follow-fleet-changes.ts';
import {type Hold, selectHold} from './held-by-pause.ts';
import {selectRunProgress} from './run-progress.ts';
import type {RunReporter} from './run-reporter.ts';

export type RunStoriesOptions = {
	readonly client: Pick<FleetClient, 'send' | 'followFleet'>;
	readonly agents: readonly Agent[];
	readonly reporter: RunReporter;
	/** Aborting it stops the agents; `runStories` still waits until they have ended. */
	readonly stop: AbortSignal;
};

/** The result of `runStories`. */
export type RunOutcome = {
	/** Whether every agent completed and nobody stopped them. */
	readonly hasCompleted: boolean;
	/** The fleet when the last agent ended; the supervisor may have exited since. `undefined` if no fleet was received. */
	readonly fleet: Fleet | undefined;
	/** The pause of the queue that held stories when the command was stopped. */
	readonly hold: Hold | undefined;
};

/** What happens to the stories of one command. */
type Progress = {
	/** Agents that have neither finished nor turned out to be blocked. */
	readonly waiting: Set<AgentId>;
	/** Agents that could not start; their status is that of an earlier run. */
	readonly notStarted: Set<AgentId>;
	hold: Hold | undefined;
};

/**
 * Starts agents, or resumes those that have an unfinished session, and waits until each has finally ended. It waits for
 * retries and rate limits too, and removes agents from the queue that can never start.
 */
export async function runStories(options: RunStoriesOptions): Promise<RunOutcome> {
	const {reporter, stop, agents} = options;
	const progress: Progress = {waiting: new Set(agents.map(({id}) => id)), notStarted: new Set(), hold: undefined};
	const fleet = (await waitUntilFinished(options, progress)) ?? (await stopAndWait(options));
	await reporter.finish();
	const areCompleted = agents.every(
		({id}) => fleet?.agents[id]?.phase.status === 'completed' && !progress.notStarted.has(id),
	);
	return {hasCompleted: areCompleted && !stop.aborted, fleet, hold: progress.hold};
}

/** The fleet at the end; `undefined` if `stop` was aborted before. */
async function waitUntilFinished(options: RunStoriesOptions, progress: Progress): Promise<Fleet | undefined> {
	const {client, reporter, stop} = options;
	let startedSeq: number | undefined;

	for await (const change of followFleetChanges(client, stop)) {
		// Follow first, then start the agents, so that no fact is missed.
		startedSeq ??= await startAgents(options, progress, change.fleet);
		await reporter.report(change);

		if (change.isSettled && change.fleet.seq >= startedSeq) {
			await removeFinished(progress, change.fleet, {client, reporter});
			await reportHold(progress, change.fleet, reporter);

			if (progress.waiting.size === 0) {
				return change.fleet;
			}
		}
	}

	return undefined;
}

/** Kills the agents and waits for their ends, so that no process is left and the costs are final. */
async function stopAndWait({client, agents, reporter}: RunStoriesOptions): Promise<Fleet | undefined> {
	let isKillSent = false;

	for await (const change of followFleetChanges(client, new AbortController().signal)) {
		if (!isKillSent) {
			isKillSent = true;
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

/** Errors that end the command; any other only skips its story. */
const fatalCodes: ReadonlySet<ErrorCode> = new Set([
	'SUPERVISOR_GONE',
	'SUPERVISOR_HUNG',
	'CONFIG_INVALID',
	'CONFIG_MISSING',
]);

type Parts = Pick<RunStoriesOptions, 'client' | 'reporter'>;

/** Returns the `seq` of the fleet after starting. Before that, an idle agent has not finished but not started yet. */
async function startAgents(
	{client, agents, reporter}: RunStoriesOptions,
	{notStarted}: Progress,
	fleet: Fleet,
): Promise<number> {
	for (const known of agents) {
		const agent = fleet.agents[known.id] ?? known;
		const command = commandFor(agent, fleet);

		try {
			if (command) {
				await client.send(command);
			}
		} catch (error) {
			// A story that cannot start is reported and skipped.
			if (!(error instanceof TowlineError) || fatalCodes.has(error.code)) {
				throw error;
			}

			notStarted.add(agent.id);
			await reporter.notStarted(agent, toMessage(error));
		}
	}

	for await (const message of client.followFleet({signal: new AbortController().signal})) {
		return message.type === 'snapshot' ? message.fleet.seq : 0;
	}

	return 0;
}

/** The command that makes an agent run; `undefined` if it is live, queued or will resume by itself. */
function commandFor(agent: Agent, fleet: Fleet): Command | undefined {
	switch (agent.phase.status) {
		case 'idle':
		case 'failed':
		case 'completed':
			return {type: 'start', agent: agent.id, isUnattended: true};
		case 'rate-limited':
			return fleet.project?.autoResume ? undefined : resumeCommand(agent);
		case 'stopped':
		case 'lost':
			return resumeCommand(agent);
		case 'queued':
		case 'starting':
		case 'running':
		case 'needs-input':
		case 'stopping':
			return undefined;
		default:
			return assertNever(agent.phase);
	}
}

function resumeCommand({id, session}: Agent): Command {
	return {type: session === undefined ? 'start' : 'resume', agent: id, isUnattended: true};
}

/** Removes agents from `waiting` that have finished or are blocked, and dequeues the blocked ones. */
async function removeFinished({waiting, notStarted}: Progress, fleet: Fleet, {client, reporter}: Parts): Promise<void> {
	for (const id of waiting) {
		const agent = fleet.agents[id];
		const progress = agent ? selectRunProgress(agent, fleet, Date.now() as EpochMs) : undefined;

		if (agent && progress?.kind === 'blocked') {
			notStarted.add(id);
			await reporter.notStarted(agent, progress.reason);
			await client.send({type: 'kill', agent: id});
		}

		if (progress?.kind !== 'in-progress') {
			waiting.delete(id);
		}
	}
}

/** Tells a pause that holds stories once; a later pause is told again. */
async function reportHold(progress: Progress, fleet: Fleet, reporter: RunReporter): Promise<void> {
	const hold = selectHold(progress.waiting, fleet, Date.now() as EpochMs);
	const isNew = hold !== undefined && hold.since !== progress.hold?.since;
	progress.hold = hold;

	if (isNew) {
		await reporter.held(hold);
	}
}
