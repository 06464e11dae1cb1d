import {assertNever} from '../assert-never.ts';
import {type ErrorCode, TowlineError} from '../errors.ts';
import {type Agent, liveRun} from '../fleet/agent.ts';
import type {Fleet} from '../fleet/fleet.ts';
import type {Permission, PermissionDecision} from '../fleet/permission.ts';
import {answersProblem, questionsOf} from '../fleet/questions.ts';
import {statusTraits, traitsOf} from '../fleet/status.ts';
import {storyProblem} from '../status/story-problem.ts';
import {chooseSession} from './choose-session.ts';
import type {Command} from './command.ts';

/** A command to one agent. The others, about the queue as a whole, are always possible. */
export type AgentCommand = Exclude<Command, {type: 'pause' | 'unpause'}>;

/** The command cannot be carried out now. */
export type Refused = {
	readonly kind: 'refused';
	readonly code: ErrorCode;
	/** A sentence for a person. Can hold words of a story file: sanitise it before it is shown. */
	readonly message: string;
	/** What to do instead, on the command line. */
	readonly hint: string;
};

/** Why a command has no effect. To ask for what is so already is no error: killing twice does no harm. */
export type WhyNot = Refused | {readonly kind: 'nothing-to-do'; readonly message: string};

/**
 * Why a command is impossible or without effect for an agent now; `undefined` when it can be carried out.
 * The one place for these rules: `decide`, the dashboard's keys and the commands all ask here.
 */
export function whyNot(command: AgentCommand, agent: Agent, fleet: Fleet): WhyNot | undefined {
	switch (command.type) {
		case 'start':
			return whyNotFree(agent, command.isForced) ?? whyNoStory(agent, 'start', fleet);
		case 'resume':
			return (
				whyNotFree(agent, command.isForced) ??
				whyNoSession(agent, command.session) ??
				whyNoStory(agent, 'resume', fleet)
			);
		case 'kill':
			return whyNotKill(agent);
		case 'interrupt':
			return whyNotInterrupt(agent);
		case 'message':
			return whyNotMessage(agent);
		case 'answer':
			return whyNotAnswer(command, agent);
		case 'move':
			return agent.phase.status === 'queued'
				? undefined
				: refused('NOT_LIVE', `${agent.id} is not queued.`, '`towline queue` lists what is queued.');
		case 'see':
			return agent.lastEnd?.isUnseen
				? undefined
				: {kind: 'nothing-to-do', message: `${agent.id} has no end that nobody has seen.`};
		default:
			return assertNever(command);
	}
}

function whyNotAnswer({requestId, decision}: Extract<Command, {type: 'answer'}>, agent: Agent): Refused | undefined {
	const permission = liveRun(agent)?.permissions.find(asked => asked.requestId === requestId);
	return permission ? whyNotDecision(permission, decision, agent) : whyNotAsked(agent);
}

/** A question takes an answer and everything else is allowed; anything can be denied. */
function whyNotDecision(permission: Permission, decision: PermissionDecision, agent: Agent): Refused | undefined {
	const {subject, editable} = permission;
	const isForm = subject.kind === 'question' || subject.kind === 'form';
	const hint = `\`towline answer ${agent.story}\` shows what it asks and how to answer.`;

	switch (decision.kind) {
		case 'answer': {
			const problem = isForm
				? answersProblem(questionsOf(permission), decision.answers)
				: 'It asks for permission, not for an answer.';
			return problem === undefined ? undefined : refused('USAGE', `${agent.id}: ${problem}`, hint);
		}

		case 'allow': {
			if (isForm) {
				return refused('USAGE', `${agent.id} asks a question, which "allow" does not answer.`, hint);
			}

			return decision.edited !== undefined && editable === undefined
				? refused('USAGE', `The request of ${agent.id} has no command, path or address to edit.`, hint)
				: undefined;
		}

		case 'cancel':
			return subject.kind === 'form'
				? undefined
				: refused('USAGE', `Only the form of an MCP server can be cancelled; ${agent.id} shows none.`, hint);
		case 'deny':
			return undefined;
		default:
			return assertNever(decision);
	}
}

/** The refusal of an answer that the agent does not wait for. */
export function whyNotAsked({id}: Agent): Refused {
	return refused(
		'NOT_ASKED',
		`${id} has no such permission request.`,
		'It was answered already, was withdrawn, or its run has ended. `towline ps` shows who waits for an answer.',
	);
}

/** The error that a refused command ends with. */
export function toError({code, message, hint}: Refused): TowlineError {
	return new TowlineError(code, message, {hint});
}

function refused(code: ErrorCode, message: string, hint: string): Refused {
	return {kind: 'refused', code, message, hint};
}

/** A queued agent can be started again only to force it past what it waits for. */
function whyNotFree(agent: Agent, isForced = false): Refused | undefined {
	const {canStart, label} = traitsOf(agent);

	if (canStart === 'yes' || (canStart === 'forced' && isForced)) {
		return undefined;
	}

	return refused(
		'ALREADY_LIVE',
		agent.phase.status === 'needs-input'
			? `${agent.id} is already running and waits for your answer.`
			: `${agent.id} is already ${label}.`,
		`\`towline logs -f ${agent.story}\` shows what it does; \`towline kill ${agent.story}\` stops it.`,
	);
}

function whyNoSession(agent: Agent, wanted: string | undefined): Refused | undefined {
	const chosen = chooseSession(agent, wanted);
	return typeof chosen === 'string' ? undefined : chosen;
}

function whyNoStory(agent: Agent, intent: 'start' | 'resume', fleet: Fleet): Refused | undefined {
	const problem = storyProblem(agent, intent, fleet);
	return (
		problem &&
		refused(
			problem.code,
			`${agent.id} cannot ${intent}: ${problem.reason.replace(/\.$/, '')}.`,
			problem.code === 'AGENT_UNKNOWN'
				? 'Add the agent to towline.toml, or name another one in the story file.'
				: 'Correct the story file. Towline reads it again when it changes.',
		)
	);
}

function whyNotKill(agent: Agent): WhyNot | undefined {
	const {status} = agent.phase;

	if (statusTraits[status].onKill !== 'nothing') {
		return undefined;
	}

	const message =
		status === 'stopping'
			? `${agent.id} is already being stopped.`
			: `${agent.id} is ${statusTraits[status].label}; there is nothing to stop.`;
	return {kind: 'nothing-to-do', message};
}

/** Only a turn can be interrupted: a run has none before its session is open, or once it is over. */
function whyNotInterrupt(agent: Agent): WhyNot | undefined {
	const {status} = agent.phase;
	const live = liveRun(agent);

	if (live?.interruption) {
		return {kind: 'nothing-to-do', message: `${agent.id} is already interrupted; it waits for a message.`};
	}

	if (status === 'stopping') {
		return {kind: 'nothing-to-do', message: `${agent.id} is already being stopped.`};
	}

	if (live && live.background.length > 0) {
		return refused(
			'NOT_LIVE',
			`${agent.id} has finished its turn; only what it left in the background still runs.`,
			`\`towline kill ${agent.story}\` ends it.`,
		);
	}

	return live && status !== 'starting'
		? undefined
		: refused(
				'NOT_LIVE',
				`${agent.id} is ${statusTraits[status].label}; it has no turn to interrupt.`,
				'`towline ps` shows which agents are running.',
			);
}

function whyNotMessage(agent: Agent): Refused | undefined {
	const {readsMessages, label} = traitsOf(agent);
	return readsMessages
		? undefined
		: refused(
				'NOT_LIVE',
				`${agent.id} is ${label}, so it cannot read a message.`,
				`Resume it with the message: \`towline resume ${agent.story} -m "..."\`.`,
			);
}
