import type {Agent} from '../../core/agent.ts';
import type {RecordedFact} from '../../core/agent-event.ts';
import {assertNever} from '../../core/assert-never.ts';
import {endStatus} from '../../core/run-exit.ts';
import type {Policy, PolicyDeps} from './policy.ts';

/** The most commands at once: a person's script that hangs must not fill the machine over night. */
const mostAtOnce = 4;

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
	let running = 0;

	const notify = ({event, agent, text}: Notice) => {
		const {command} = config().notify;

		if (command === undefined || running >= mostAtOnce) {
			return;
		}

		running++;
		const env = {
			TOWLINE_EVENT: event,
			TOWLINE_STORY: agent.story,
			TOWLINE_AGENT: agent.id,
			TOWLINE_TITLE: agent.title,
			TOWLINE_STATUS: agent.phase.status,
			TOWLINE_TEXT: text,
			TOWLINE_PROJECT: fleet().project?.name ?? '',
		};
		void run(command, env).finally(() => {
			running--;
		});
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
		dispose: () => {},
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

	return {event: endStatus(event.exit), agent, text: textOf(event.exit)};
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
