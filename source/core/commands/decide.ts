import {assertNever} from '../assert-never.ts';
import {type Agent, type LiveRun, liveRun} from '../fleet/agent.ts';
import type {AgentFact, Intent} from '../fleet/agent-event.ts';
import type {Fleet} from '../fleet/fleet.ts';
import {toAnswered} from '../fleet/permission-answer.ts';
import {knownAgent} from '../fleet/selectors.ts';
import {traitsOf} from '../fleet/status.ts';
import type {AgentId, RunId, SessionId} from '../ids.ts';
import {chooseSession} from './choose-session.ts';
import type {Command, Effect} from './command.ts';
import {type AgentCommand, toError, type WhyNot, whyNot} from './why-not.ts';

/** A fact to record, with the agent and run that it is about. */
export type Draft = {readonly agent?: AgentId; readonly run?: RunId; readonly event: AgentFact};

type StartingCommand = Extract<Command, {type: 'start' | 'resume'}>;

/** The result of a command: facts to record, then work to do. */
export type Decision = {readonly drafts: readonly Draft[]; readonly effects: readonly Effect[]};

export const nothing: Decision = {drafts: [], effects: []};

/**
 * Decides what a command leads to, by the facts alone. `newId` makes the id of a message.
 * Throws a `TowlineError` when `whyNot` refuses the command. What is so already leads to nothing.
 */
export function decide(command: Command, fleet: Fleet, newId: () => string): Decision {
	switch (command.type) {
		case 'pause':
			return isPausedByUser(fleet) ? nothing : {drafts: [{event: {type: 'queue-paused', reason: 'user'}}], effects: []};
		case 'unpause':
			return isPausedByUser(fleet)
				? {drafts: [{event: {type: 'queue-unpaused', reason: 'user'}}], effects: []}
				: nothing;
		case 'kill':
			return command.agent === undefined
				? merge(Object.values(fleet.agents).map(agent => decideFor(command, {agent, fleet, newId})))
				: decideFor(command, {agent: knownAgent(fleet, command.agent), fleet, newId});
		default:
			return decideFor(command, {agent: knownAgent(fleet, command.agent), fleet, newId});
	}
}

type Context = {readonly agent: Agent; readonly fleet: Fleet; readonly newId: () => string};

function decideFor(command: AgentCommand, {agent, fleet, newId}: Context): Decision {
	const reason = whyNot(command, agent, fleet);

	if (reason) {
		return refuse(reason);
	}

	switch (command.type) {
		case 'start':
			return toQueue(command, {kind: 'start'});
		case 'resume':
			return decideResume(command, agent);
		case 'kill':
			return decideKill(agent);
		case 'interrupt':
			return decideInterrupt(agent, newId);
		case 'message':
			return decideMessage(command, agent, newId);
		case 'answer':
			return decideAnswer(command, agent);
		case 'move':
			return {drafts: [{agent: agent.id, event: {type: 'queue-moved', rank: command.rank}}], effects: []};
		case 'see':
			return {drafts: [{agent: agent.id, event: {type: 'agent-seen'}}], effects: []};
		default:
			return assertNever(command);
	}
}

/** Throws for a command that is refused. */
function refuse(reason: WhyNot): Decision {
	if (reason.kind === 'refused') {
		throw toError(reason);
	}

	return nothing;
}

function decideResume(command: Extract<Command, {type: 'resume'}>, agent: Agent): Decision {
	const session = chooseSession(agent, command.session);

	if (typeof session !== 'string') {
		return refuse(session);
	}

	const added = command.message === undefined ? [] : [command.message];
	const intent = toResumption(session, [...unreadBy(agent), ...added]);
	return toQueue(command, command.evenIfOpen ? {...intent, evenIfOpen: true} : intent);
}

function toQueue({agent, isUnattended = false, isForced = false}: StartingCommand, intent: Intent): Decision {
	return {
		drafts: [{agent, event: {type: 'run-queued', intent, cause: {kind: 'user'}, isUnattended, isForced}}],
		effects: [],
	};
}

/** Resumes a session with these messages: those that it did not read, then new ones. */
export function toResumption(session: SessionId, texts: readonly string[]): Extract<Intent, {kind: 'resume'}> {
	return {kind: 'resume', session, ...(texts.length > 0 ? {message: texts.join('\n\n')} : {})};
}

/** How an agent continues by default: in its session, or in a new one if it has none. */
export function toContinuation(agent: Agent): Intent {
	return agent.session === undefined ? {kind: 'start'} : toResumption(agent.session, unreadBy(agent));
}

function unreadBy(agent: Agent): readonly string[] {
	return agent.lastEnd?.undelivered ?? [];
}

function decideKill(agent: Agent): Decision {
	// A rate-limited agent would be resumed by itself: dequeued, it waits for a person.
	if (traitsOf(agent).onKill === 'dequeue') {
		return {drafts: [{agent: agent.id, event: {type: 'run-dequeued', by: 'user'}}], effects: []};
	}

	const {run} = needLiveRun(agent);
	return {
		drafts: [{agent: agent.id, run, event: {type: 'run-stopping', by: 'user'}}],
		effects: [{type: 'end-process', run}],
	};
}

function decideInterrupt(agent: Agent, newId: () => string): Decision {
	const {run} = needLiveRun(agent);
	const interruptId = newId();
	return {
		drafts: [{agent: agent.id, run, event: {type: 'turn-interrupted', by: 'user', interruptId}}],
		effects: [{type: 'interrupt-turn', run, interruptId}],
	};
}

function decideMessage(command: Extract<Command, {type: 'message'}>, agent: Agent, newId: () => string): Decision {
	const {run} = needLiveRun(agent);
	const messageId = newId();
	return {
		drafts: [{agent: agent.id, run, event: {type: 'message-sent', messageId, text: command.text}}],
		effects: [{type: 'send-message', run, messageId, text: command.text}],
	};
}

function decideAnswer(command: Extract<Command, {type: 'answer'}>, agent: Agent): Decision {
	const {run, permissions} = needLiveRun(agent);
	const {requestId, decision} = command;
	const permission = permissions.find(asked => asked.requestId === requestId) ?? {requestId, editable: undefined};
	return {
		drafts: [{agent: agent.id, run, event: toAnswered(permission, decision, {by: 'user'})}],
		effects: [{type: 'send-answer', run, requestId, decision}],
	};
}

/** `whyNot` lets these commands pass only while there is a live run. */
function needLiveRun(agent: Agent): LiveRun {
	const live = liveRun(agent);

	if (!live) {
		throw new Error(`${agent.id} is ${agent.phase.status} and has no live run.`);
	}

	return live;
}

function isPausedByUser(fleet: Fleet): boolean {
	return fleet.pauses.some(pause => pause.reason === 'user');
}

function merge(decisions: readonly Decision[]): Decision {
	return {drafts: decisions.flatMap(({drafts}) => drafts), effects: decisions.flatMap(({effects}) => effects)};
}
