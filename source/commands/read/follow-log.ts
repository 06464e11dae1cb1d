import type {FleetClient} from '../../api/client.ts';
import {type Agent, isLive} from '../../core/fleet/agent.ts';
import type {RunId} from '../../core/ids.ts';
import {followFleetChanges} from '../run/follow-fleet-changes.ts';
import type {LogPrinter} from './log-printer.ts';

export type FollowLog = {
	readonly client: Pick<FleetClient, 'followFleet' | 'followTranscript'>;
	readonly agent: Agent;
	/** The run that was printed, up to `position`. */
	readonly run: RunId | undefined;
	readonly position: number;
	readonly printer: LogPrinter;
	readonly signal: AbortSignal;
};

/** Whether nothing more comes unless somebody starts the agent again. */
export function isFinished(agent: Agent): boolean {
	return !isLive(agent) && agent.phase.status !== 'queued' && agent.phase.status !== 'rate-limited';
}

/** Prints the events of an agent's runs as they arrive, until it is finished and its last run is printed, or `signal` aborts. */
export async function followLog({client, agent, run, position, printer, signal}: FollowLog): Promise<void> {
	const finished = new AbortController();
	const either = AbortSignal.any([signal, finished.signal]);
	/** Runs whose end is printed, or was before. */
	const printed = new Set<RunId | undefined>([agent.lastEnd?.run]);
	let latest: Agent = agent;

	const endIfFinished = () => {
		if (isFinished(latest) && printed.has(latest.lastEnd?.run)) {
			finished.abort();
		}
	};

	const watchFleet = async () => {
		for await (const {fleet, isSettled} of followFleetChanges(client, either)) {
			latest = fleet.agents[agent.id] ?? latest;
			isSettled && endIfFinished();
		}
	};

	const printTranscript = async () => {
		const from = run === undefined ? {} : {run, position};

		for await (const message of client.followTranscript({agent: agent.id, ...from, signal: either})) {
			for (const recorded of message.type === 'events' ? message.events : []) {
				await printer.add(recorded);

				if (recorded.event.type === 'run-ended') {
					printed.add(recorded.run);
				}
			}

			endIfFinished();
		}
	};

	try {
		await Promise.all([watchFleet(), printTranscript()]);
	} finally {
		finished.abort();
	}
}
