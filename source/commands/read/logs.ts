import type {FleetClient} from '../../api/client.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import {isLive, liveRun} from '../../core/fleet/agent.ts';
import type {Recorded} from '../../core/fleet/agent-event.ts';
import {traitsOf} from '../../core/fleet/status.ts';
import type {RunId} from '../../core/ids.ts';
import {readLog} from '../../store/logs/read-log.ts';
import {toSafeJson} from '../../stream/safe-json.ts';
import {findAgent} from '../agents/find-agent.ts';
import {type CommandHandler, requiredArgument} from '../invocation.ts';
import {interruptible} from '../run/interrupt.ts';
import {createLogText} from './log-text.ts';
import {readState} from './project-state.ts';

/**
 * `towline logs`: prints the last run of an agent. The log is read from disk, with or without a supervisor; `-f` then
 * follows new events from the supervisor until Ctrl-C.
 */
export const run: CommandHandler = async invocation => {
	const {root, fleet, connected} = await readState(invocation);
	const agent = findAgent(fleet, requiredArgument(invocation, 0));
	const {options, print} = invocation;
	const text = createLogText();
	const printEvent = async (recorded: Recorded) => {
		const lines = options.json ? toSafeJson(recorded) : toText(text, recorded);

		if (lines !== undefined) {
			await print(lines);
		}
	};

	/** Prints a sentence for people; nothing with `--json`. */
	const printSentence = async (sentence: string) => options.json || print(sentence);

	const last = lastRun(agent);
	let position = 0;

	for await (const recorded of last ? readLog({root, agent: agent.id, run: last}) : []) {
		await printEvent(recorded);
		position = recorded.position + 1;
	}

	if (!options.follow) {
		const rest = options.json ? undefined : text.flush();
		await (last ? rest !== undefined && print(rest) : printSentence(`${agent.id} has not run yet.`));
		return 0;
	}

	if (!connected) {
		await printSentence(
			`No supervisor is running, so there is nothing to follow. ${agent.id} is ${traitsOf(agent).label}.`,
		);
		return 0;
	}

	const {client} = connected;
	await interruptible(signal => follow({client, agent, run: last, position, signal, printEvent}));
	return 0;
};

/** A log line that is not one of our events is printed as JSON; it must not end the command. */
function toText(text: ReturnType<typeof createLogText>, recorded: Recorded): string | undefined {
	try {
		return text.add(recorded);
	} catch {
		return toSafeJson(recorded);
	}
}

type Follow = {
	readonly client: FleetClient;
	readonly agent: Agent;
	readonly run: RunId | undefined;
	readonly position: number;
	readonly signal: AbortSignal;
	readonly printEvent: (recorded: Recorded) => Promise<void>;
};

async function follow({client, agent, run, position, signal, printEvent}: Follow): Promise<void> {
	const from = run === undefined ? {} : {run, position};

	for await (const message of client.followTranscript({agent: agent.id, ...from, signal})) {
		if (message.type === 'events') {
			for (const recorded of message.events) {
				await printEvent(recorded);
			}
		}
	}
}

function lastRun(agent: Agent): RunId | undefined {
	return isLive(agent) ? liveRun(agent)?.run : agent.lastEnd?.run;
}
