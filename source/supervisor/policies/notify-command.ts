import {assertNever} from '../../core/assert-never.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import type {RecordedFact} from '../../core/fleet/agent-event.ts';
import {endStatus} from '../../core/fleet/run-exit.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import type {Policy, PolicyDeps} from './policy.ts';

/** The most commands at once: a person's script that hangs must not fill the machine over night. */
const mostAtOnce = 4;
/** The most that wait for their turn; what comes on top is dropped, oldest first. */
const mostWaiting = 100;
/** A word of an agent may be long, an environment may not. */
const longestText = 1000;

/** What somebody elsewhere would want to know. */
export type Notice = {readonly event: string; readonly agent: Agent; readonly text: string};

type Deps = Pick<PolicyDeps, 'fleet' | 'config'> & {
	/** Runs a command line of the person's own; resolves when it is over, whatever came of it. */
	readonly run: (command: string, env: Readonly<Record<string, string>>) => Promise<void>;
};

/**
 * Runs the command of `[notify]` when an agent needs somebody, has ended, or hit a limit. What happened is in its
 * environment, never in its command line: titles and reasons are not to be read by a shell.
 */
export function createNotifyCommand({fleet, config, run}: Deps): Policy {
	const waiting: Notice[] = [];
	let running = 0;
	let isOver = false;

	const notify = (notice: Notice) => {
		waiting.push(notice);
		waiting.splice(0, waiting.length - mostWaiting);
		runNext();
	};

	const runNext = () => {
		const {command} = config().notify;
		const notice = running < mostAtOnce && !isOver ? waiting.shift() : undefined;

		if (command !== undefined && notice) {
			running++;
			void run(command, toEnvironment(notice, fleet().project?.name ?? '')).finally(() => {
				running--;
				runNext();
			});
		}
	};

	return {
		onFacts(facts) {
			for (const fact of facts) {
				const notice = toNotice(fact, fleet().agents);

				if (notice) {
					notify(notice);
				}
			}
		},
		dispose() {
			isOver = true;
		},
	};
}

function toEnvironment({event, agent, text}: Notice, project: string): Readonly<Record<string, string>> {
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

function toNotice({event, agent: id}: RecordedFact, agents: Readonly<Record<string, Agent>>): Notice | undefined {
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

	// A failure that is followed by a retry is nobody's business yet; the two are recorded together.
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
