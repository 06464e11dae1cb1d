import {assertNever} from '../../core/assert-never.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import type {RecordedFact} from '../../core/fleet/agent-event.ts';
import {endStatus} from '../../core/fleet/run-exit.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import type {Policy, PolicyDeps} from './policy.ts';

/** How many commands may run at once: a script that hangs must not fill the machine. */
const mostRunning = 4;
/** How many notifications may wait; beyond that the oldest are dropped. */
const mostWaiting = 100;
/** Characters of a text in the environment, whose size the system limits. */
const longestText = 1000;

/** What the user is notified of. */
export type Notification = {readonly event: string; readonly agent: Agent; readonly text: string};

type Deps = Pick<PolicyDeps, 'fleet' | 'config'> & {
	/** Runs the user's command line; resolves when it has ended, also when it failed. */
	readonly run: (command: string, env: Readonly<Record<string, string>>) => Promise<void>;
};

/**
 * Runs the command of `[notify]` when an agent needs input, has ended, or reached a limit. Details are passed in the environment,
 * never in the command line: a shell must not interpret titles and reasons.
 */
export function createNotifyCommand({fleet, config, run}: Deps): Policy {
	const waiting: Notification[] = [];
	let running = 0;
	let isOver = false;

	const notify = (notification: Notification) => {
		waiting.push(notification);
		waiting.splice(0, waiting.length - mostWaiting);
		runNext();
	};

	const runNext = () => {
		const {command} = config().notify;
		const notification = running < mostRunning && !isOver ? waiting.shift() : undefined;

		if (command !== undefined && notification) {
			running++;
			void run(command, toEnvironment(notification, fleet().project?.name ?? '')).finally(() => {
				running--;
				runNext();
			});
		}
	};

	return {
		onFacts(facts) {
			for (const fact of facts) {
				const notification = toNotification(fact, fleet().agents);

				if (notification) {
					notify(notification);
				}
			}
		},
		dispose() {
			isOver = true;
		},
	};
}

function toEnvironment({event, agent, text}: Notification, project: string): Readonly<Record<string, string>> {
	return {
		TOWLINE_EVENT: event,
		TOWLINE_STORY: agent.story,
		TOWLINE_AGENT: agent.id,
		TOWLINE_TITLE: toOneLine(agent.title).slice(0, longestText),
		TOWLINE_STATUS: agent.phase.status,
		TOWLINE_TEXT: toOneLine(text).slice(0, longestText),
		TOWLINE_PROJECT: toOneLine(project),
	};
}

function toNotification(
	{event, agent: id}: RecordedFact,
	agents: Readonly<Record<string, Agent>>,
): Notification | undefined {
	const agent = id === undefined ? undefined : agents[id];

	if (!agent) {
		return undefined;
	}

	if (event.type === 'permission-asked') {
		return {event: 'needs-input', agent, text: `${event.permission.tool}: ${event.permission.summary}`};
	}

	if (
		event.type !== 'run-ended' ||
		(event.exit.kind === 'killed' && event.exit.by !== 'inactivity' && event.exit.by !== 'budget')
	) {
		return undefined;
	}

	// A failure that is retried is not announced; the failure and the retry are recorded together.
	return agent.phase.status === 'queued' ? undefined : {event: endStatus(event.exit), agent, text: textOf(event.exit)};
}

function textOf(exit: Extract<RecordedFact['event'], {type: 'run-ended'}>['exit']): string {
	switch (exit.kind) {
		case 'failed':
		case 'stillborn':
			return exit.reason;
		case 'killed':
			return exit.reason ?? `killed by ${exit.by}`;
		case 'rate-limited':
			return exit.resetsAt === undefined
				? 'rate-limited'
				: `rate-limited until ${new Date(exit.resetsAt).toISOString()}`;
		case 'completed':
		case 'lost':
			return exit.kind;
		default:
			return assertNever(exit);
	}
}
