import {assertNever} from '../assert-never.ts';
import type {EpochMs, RunId} from '../ids.ts';
import {type Agent, type AgentSession, type LedgerEntry, type LiveRun, liveRun, restingPhase} from './agent.ts';
import type {RunFact} from './agent-event.ts';

type RunStep<Event = RunFact> = {readonly event: Event; readonly at: EpochMs; readonly run: RunId};

/** Folds a fact of one run into its agent. Facts of a run that is not the live one only reach the ledger. */
export function evolveRun(agent: Agent, step: RunStep): Agent {
	if (step.event.type === 'run-started') {
		return started(agent, {...step, event: step.event});
	}

	if (step.event.type === 'usage-reported') {
		return withUsage(agent, {...step, event: step.event});
	}

	if (step.event.type === 'changes-counted') {
		return {...agent, changes: step.event.changes};
	}

	const live = liveRun(agent);

	if (live?.run !== step.run) {
		return agent;
	}

	return evolveLive({...agent, lastEventAt: step.at}, live, step);
}

function started(agent: Agent, {event, at, run}: RunStep<Extract<RunFact, {type: 'run-started'}>>): Agent {
	const live: LiveRun = {
		run,
		pid: undefined,
		pidStart: undefined,
		startedAt: at,
		cwd: event.cwd,
		branch: event.branch,
		head: undefined,
		intent: event.intent,
		cause: agent.phase.status === 'queued' ? agent.phase.cause : undefined,
		isUnattended: event.isUnattended,
		hasSession: false,
		permissions: [],
		retry: undefined,
		interruption: undefined,
		undelivered: [],
		background: [],
		problems: [],
	};
	return {
		...agent,
		attempts: event.attempt,
		lastEventAt: at,
		lastActivity: undefined,
		cwd: event.cwd,
		branch: event.branch ?? agent.branch,
		phase: {status: 'starting', live},
	};
}

function withUsage(agent: Agent, {event, at, run}: RunStep<Extract<RunFact, {type: 'usage-reported'}>>): Agent {
	const entry: LedgerEntry = {run, usage: event.usage, models: event.models, isEstimate: event.isEstimate};
	const index = agent.ledger.findIndex(known => known.run === run);
	const live = liveRun(agent);
	// Tokens were used, so the request that was retried has succeeded.
	const current = live?.run === run && live.retry ? withLive(agent, {...live, retry: undefined}) : agent;
	const ledger = index === -1 ? [...agent.ledger, entry] : agent.ledger.with(index, entry);
	return live && live.run !== run
		? {...current, ledger}
		: {
				...current,
				lastEventAt: at,
				contextTokens: event.contextTokens ?? agent.contextTokens,
				contextWindow: event.contextWindow ?? agent.contextWindow,
				ledger,
			};
}

function evolveLive(agent: Agent, live: LiveRun, {event, at}: RunStep): Agent {
	switch (event.type) {
		case 'process-started': {
			const {pid, pidStart, cwd, branch, head} = event;
			return withLive({...agent, cwd, branch: branch ?? agent.branch}, {...live, pid, pidStart, cwd, branch, head});
		}

		case 'session-opened':
			return opened(agent, live, {event, at});
		case 'permission-asked':
			// Runtimes have no clock, so the time of the record is used.
			return withLive(agent, {
				...live,
				permissions: [...othersOf(live, event.permission), {...event.permission, askedAt: at}],
			});
		case 'permission-answered':
		case 'permission-withdrawn':
			return withLive(agent, {...live, permissions: othersOf(live, event)});
		case 'api-retried':
			return withLive(agent, {
				...live,
				retry: {attempt: event.attempt, of: event.of, status: event.status, error: event.error},
			});
		case 'turn-started':
			return withLive(agent, {
				...live,
				retry: undefined,
				interruption: live.interruption === 'done' ? undefined : live.interruption,
			});
		case 'turn-ended':
			return withLive(
				{...agent, lastActivity: firstLine(event.result.text) || agent.lastActivity},
				{...live, retry: undefined, interruption: live.interruption && 'done'},
			);
		case 'tool-started':
			return withLive({...agent, lastActivity: `${event.tool} ${event.summary}`.trim()}, {...live, retry: undefined});
		case 'tool-finished':
			return withLive(agent, {...live, retry: undefined});
		case 'output-noted':
			return {...agent, lastActivity: event.text};
		case 'turn-interrupted':
			return withLive(agent, {...live, interruption: 'requested'});
		case 'message-sent':
			return withLive(agent, {
				...live,
				interruption: undefined,
				undelivered: [...live.undelivered, {messageId: event.messageId, text: event.text}],
			});
		case 'message-delivered':
			return withLive(agent, {
				...live,
				undelivered: live.undelivered.filter(message => message.messageId !== event.messageId),
			});
		case 'background-changed':
			return withLive(agent, {...live, background: event.tasks});
		case 'problem-found':
			return withLive(agent, {...live, problems: withProblem(live.problems, event.text)});
		case 'run-stopping':
			return stopping(agent, live, {event, at});
		case 'run-ended':
			return ended(agent, live, {event, at, run: live.run});
		case 'rate-limit-reported':
			return {...agent, credential: event.scope.credential};
		case 'run-started':
		case 'usage-reported':
		case 'changes-counted':
			return agent;
		default:
			return assertNever(event);
	}
}

type LiveStep<Type extends RunFact['type']> = Omit<RunStep<Extract<RunFact, {type: Type}>>, 'run'>;

function opened(agent: Agent, live: LiveRun, {event, at}: LiveStep<'session-opened'>): Agent {
	const {session, model, programVersion} = event;
	const known: Agent = {
		...agent,
		session,
		sessions: withSession(agent.sessions, {model, session, openedAt: at}),
		model: model ?? agent.model,
		programVersion: programVersion ?? agent.programVersion,
	};
	return withLive(known, {...live, hasSession: true});
}

/** More sessions than a person resumes from; without a limit a program that opens many would slow every reader. */
export const sessionsKept = 500;

/** Keeps the newest sessions, each once for each model that it used. One that is opened again becomes the newest, with its first `openedAt`. */
function withSession(sessions: readonly AgentSession[], opened: AgentSession): readonly AgentSession[] {
	const isOpened = ({session, model}: AgentSession) => session === opened.session && model === opened.model;
	const known = sessions.find(isOpened);
	return [...sessions.filter(other => !isOpened(other)), known ?? opened].slice(-sessionsKept);
}

/** How many problems of a run are held; the others are only in its log. */
const problemsKept = 5;

function withProblem(problems: readonly string[], text: string): readonly string[] {
	return problems.includes(text) || problems.length >= problemsKept ? problems : [...problems, text];
}

function othersOf(live: LiveRun, {requestId}: {readonly requestId: string}): LiveRun['permissions'] {
	return live.permissions.filter(asked => asked.requestId !== requestId);
}

/** The first request to stop counts. Open permission requests are dropped. */
function stopping(agent: Agent, live: LiveRun, {event, at}: LiveStep<'run-stopping'>): Agent {
	return agent.phase.status === 'stopping'
		? agent
		: {
				...agent,
				phase: {status: 'stopping', live: {...live, permissions: []}, by: event.by, since: at, reason: event.reason},
			};
}

function ended(agent: Agent, live: LiveRun, {event, at, run}: RunStep<Extract<RunFact, {type: 'run-ended'}>>): Agent {
	const lastEnd = {
		run,
		exit: event.exit,
		exitCode: event.exitCode,
		signal: event.signal,
		startedAt: live.startedAt,
		endedAt: at,
		swept: event.swept,
		newCommits: event.newCommits,
		undelivered: live.undelivered.map(({text}) => text),
		background: live.background,
		problems: live.problems,
		cause: live.cause,
		isUnattended: live.isUnattended,
		isUnseen: true,
	};
	return {...agent, lastEnd, pastRuns: [...agent.pastRuns, lastEnd], phase: restingPhase(lastEnd)};
}

/** Sets the live run and the status that follows from it. `stopping` stays until the run has ended. */
function withLive(agent: Agent, live: LiveRun): Agent {
	if (agent.phase.status === 'stopping') {
		return {...agent, phase: {...agent.phase, live: {...live, permissions: []}}};
	}

	if (live.permissions.length > 0) {
		return {...agent, phase: {status: 'needs-input', live}};
	}

	return {...agent, phase: {status: live.hasSession ? 'running' : 'starting', live}};
}

function firstLine(text: string): string {
	return text.split('\n', 1)[0]?.trim() ?? '';
}
