import type {FleetClient} from '../../api/client.ts';
import type {Agent, AgentStatus} from '../../core/fleet/agent.ts';
import {liveRun} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {traitsOf} from '../../core/fleet/status.ts';
import type {AgentId, EpochMs, RunId} from '../../core/ids.ts';
import {selectReason} from '../../core/status/why.ts';
import {toSafeJson} from '../../stream/safe-json.ts';
import {stripEscapes, toOneLine} from '../../stream/sanitize.ts';
import {withIsoTimes} from '../read/iso-time.ts';
import type {FleetChange} from './follow-fleet-changes.ts';
import {formatHold, type Hold} from './held-by-pause.ts';

/** Prints the progress of `towline run`. */
export type RunReporter = {
	/** Called for every change, in order. */
	report(change: FleetChange): Promise<void>;
	/** Called for a story that cannot start. */
	notStarted(agent: Agent, reason: string): Promise<void>;
	/** Called once for each pause of the queue that keeps stories from starting. */
	held(hold: Hold): Promise<void>;
	/** Called at the end; resolves when everything is printed. */
	finish(): Promise<void>;
};

type Print = (text: string) => Promise<void>;

/** One line per change of status: `12:03:01 42_checkout running`. */
export function createLineReporter(ids: readonly AgentId[], print: Print): RunReporter {
	const printed = new Map<AgentId, AgentStatus>();
	const line = (agent: Agent, text: string) => print(`${clock(new Date())} ${agent.story} ${toOneLine(text)}`);

	return {
		async report({fleet, fact}) {
			for (const id of ids) {
				const agent = fleet.agents[id];
				const status = agent?.phase.status;
				const before = printed.get(id);

				if (!agent || !status || before === status) {
					continue;
				}

				printed.set(id, status);

				// Back from the queue it has the status of an earlier run, which is not how this one ended.
				if (fact?.agent === id && fact.event.type === 'run-dequeued') {
					await line(agent, 'no longer queued');
				} else if (fact || before) {
					// The statuses at the start are known to the user.
					await line(agent, withReason(agent, fleet));
				}
			}
		},
		notStarted: (agent, reason) => line(agent, `not started: ${reason}`),
		held: hold => print(`${clock(new Date())} waiting: ${toOneLine(formatHold(hold))}`),
		async finish() {},
	};
}

function withReason(agent: Agent, fleet: Fleet): string {
	const {status} = agent.phase;
	const reason = status === 'starting' ? undefined : selectReason(agent, fleet, Date.now() as EpochMs);
	const {label} = traitsOf(agent);
	return reason === undefined ? label : `${label}: ${reason}`;
}

function clock(date: Date): string {
	return [date.getHours(), date.getMinutes(), date.getSeconds()].map(part => String(part).padStart(2, '0')).join(':');
}

/**
 * One recorded event per line: the facts about these agents, and all events of their runs from the beginning. Two lines are not
 * recorded events: `run-not-started` for a story that cannot start, and `queue-paused` for a pause that holds stories.
 */
export function createJsonReporter(ids: readonly AgentId[], client: Follower, print: Print): RunReporter {
	const runs = new Map<RunId, Promise<void>>();
	const printEvent = (recorded: object) => print(toSafeJson(withIsoTimes(recorded)));
	const follow = (agent: AgentId, run: RunId) => {
		if (!runs.has(run)) {
			runs.set(run, printRun({client, agent, run, printEvent}));
		}
	};

	return {
		async report({fleet, fact}) {
			if (fact?.agent !== undefined && ids.includes(fact.agent)) {
				// Facts of a run are printed with the run's other events.
				await (fact.run === undefined ? printEvent(fact) : follow(fact.agent, fact.run));
			}

			if (!fact) {
				for (const id of ids) {
					const live = fleet.agents[id] && liveRun(fleet.agents[id]);
					live && follow(id, live.run);
				}
			}
		},
		notStarted: (agent, reason) =>
			printEvent({at: Date.now(), agent: agent.id, event: {type: 'run-not-started', reason: stripEscapes(reason)}}),
		held: ({reason, detail, since}) => printEvent({at: since, event: {type: 'queue-paused', reason, detail}}),
		async finish() {
			await Promise.all(runs.values());
		},
	};
}

type Follower = Pick<FleetClient, 'followTranscript'>;

type PrintRun = {
	readonly client: Follower;
	readonly agent: AgentId;
	readonly run: RunId;
	readonly printEvent: (recorded: object) => Promise<void>;
};

/** Prints a run from its first event to its end. */
async function printRun({client, agent, run, printEvent}: PrintRun): Promise<void> {
	const ended = new AbortController();

	for await (const message of client.followTranscript({agent, run, position: 0, signal: ended.signal})) {
		if (message.type === 'reset') {
			if (message.run !== run) {
				break;
			}

			continue;
		}

		for (const recorded of message.events) {
			await printEvent(recorded);

			if (recorded.event.type === 'run-ended') {
				ended.abort();
				return;
			}
		}
	}
}
