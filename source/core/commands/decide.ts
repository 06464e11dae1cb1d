import {assertNever} from '../assert-never.ts';
import {TowlineError} from '../errors.ts';
import {type Agent, isLive, liveRun} from '../fleet/agent.ts';
import type {AgentFact, Intent} from '../fleet/agent-event.ts';
import type {Fleet} from '../fleet/fleet.ts';
import {knownAgent} from '../fleet/selectors.ts';
import type {AgentId, RunId, SessionId} from '../ids.ts';
import {chooseSession} from './choose-session.ts';
import type {Command, Effect} from './command.ts';

/** A fact to record, and about whom. */
export type Draft = {readonly agent?: AgentId; readonly run?: RunId; readonly event: AgentFact};

type StartingCommand = Extract<Command, {type: 'start' | 'resume'}>;

/** What a command comes to: facts to record, then work to do; both are data. */
export type Decision = {readonly drafts: readonly Draft[]; readonly effects: readonly Effect[]};

export const nothing: Decision = {drafts: [], effects: []};

/**
 * Judges a command by the facts alone. `newId` names a message.
 * Throws a coded `TowlineError` with a hint when the command cannot be; saying a thing twice is no error.
 */
export function decide(command: Command, fleet: Fleet, newId: () => string): Decision {
	switch (command.type) {
		case 'start':
			return decideStart(command, knownAgent(fleet, command.agent));
		case 'resume':
			return decideResume(command, knownAgent(fleet, command.agent));
		case 'kill':
			return command.agent === undefined
				? merge(Object.values(fleet.agents).map(decideKill))
				: decideKill(knownAgent(fleet, command.agent));
		case 'message':
			return decideMessage(command, knownAgent(fleet, command.agent), newId);
		case 'answer':
			return decideAnswer(command, knownAgent(fleet, command.agent));
		case 'move':
			return decideMove(command, knownAgent(fleet, command.agent));
		case 'pause':
			return isPausedByUser(fleet) ? nothing : {drafts: [{event: {type: 'queue-paused', reason: 'user'}}], effects: []};
		case 'unpause':
			return isPausedByUser(fleet)
				? {drafts: [{event: {type: 'queue-unpaused', reason: 'user'}}], effects: []}
				: nothing;
		case 'see':
			return knownAgent(fleet, command.agent).lastEnd?.isUnseen
				? {drafts: [{agent: command.agent, event: {type: 'agent-seen'}}], effects: []}
				: nothing;
		default:
			return assertNever(command);
	}
}

function decideStart(command: Extract<Command, {type: 'start'}>, agent: Agent): Decision {
	refuseUnlessFree(agent, command.isForced);
	return toQueue(command, {kind: 'start'});
}

function decideResume(command: Extract<Command, {type: 'resume'}>, agent: Agent): Decision {
	refuseUnlessFree(agent, command.isForced);
	const session = chooseSession(agent, command.session);
	const said = command.message === undefined ? [] : [command.message];
	return toQueue(command, toResumption(session, [...unreadBy(agent), ...said]));
}

function toQueue({agent, isUnattended = false, isForced = false}: StartingCommand, intent: Intent): Decision {
	return {
		drafts: [{agent, event: {type: 'run-queued', intent, cause: {kind: 'user'}, isUnattended, isForced}}],
		effects: [],
	};
}

/** What continues a session, beginning with these `texts`: those it was told and never read, and what is new. */
export function toResumption(session: SessionId, texts: readonly string[]): Intent {
	return {kind: 'resume', session, ...(texts.length > 0 ? {message: texts.join('\n\n')} : {})};
}

/** How an agent goes on when nobody chose how: with its session, or afresh if it never opened one. */
export function toContinuation(agent: Agent): Intent {
	return agent.session === undefined ? {kind: 'start'} : toResumption(agent.session, unreadBy(agent));
}

function unreadBy(agent: Agent): readonly string[] {
	return agent.lastEnd?.undelivered ?? [];
}

/** A queued one may be told again only to be forced past what holds it. */
function refuseUnlessFree(agent: Agent, isForced = false): void {
	const {status} = agent.phase;

	if (isLive(agent) || (status === 'queued' && !isForced)) {
		throw new TowlineError('ALREADY_LIVE', `${agent.id} is ${status} already.`, {
			hint: `\`towline logs -f ${agent.story}\` shows what it does; \`towline kill ${agent.story}\` stops it.`,
		});
	}

	if (agent.refusal !== undefined) {
		throw new TowlineError('STORY_INVALID', agent.refusal, {hint: 'Mend the story file; it is read again by itself.'});
	}

	if (!agent.isListed) {
		throw new TowlineError('STORY_UNKNOWN', `The file of story ${agent.story} is gone, or names another agent.`, {
			hint: 'Bring the story file back to start it again.',
		});
	}
}

function decideKill(agent: Agent): Decision {
	// One that waits for its quota would go on by itself: stopped, it waits for a person.
	if (agent.phase.status === 'queued' || agent.phase.status === 'rate-limited') {
		return {drafts: [{agent: agent.id, event: {type: 'run-dequeued', by: 'user'}}], effects: []};
	}

	const live = liveRun(agent);

	if (!live || agent.phase.status === 'stopping') {
		return nothing; // Killing twice is not an error.
	}

	return {
		drafts: [{agent: agent.id, run: live.run, event: {type: 'run-stopping', by: 'user'}}],
		effects: [{type: 'end-process', run: live.run}],
	};
}

function decideMessage(command: Extract<Command, {type: 'message'}>, agent: Agent, newId: () => string): Decision {
	const live = liveRun(agent);

	if (!live || agent.phase.status === 'stopping') {
		throw new TowlineError('NOT_LIVE', `${agent.id} is not running, so it cannot be told anything.`, {
			hint: `Resume it with the message: \`towline resume ${agent.story} -m "..."\`.`,
		});
	}

	const messageId = newId();
	return {
		drafts: [{agent: agent.id, run: live.run, event: {type: 'message-sent', messageId, text: command.text}}],
		effects: [{type: 'send-message', run: live.run, messageId, text: command.text}],
	};
}

function decideAnswer(command: Extract<Command, {type: 'answer'}>, agent: Agent): Decision {
	const live = liveRun(agent);
	const {requestId, decision} = command;

	if (!live?.permissions.some(permission => permission.requestId === requestId)) {
		throw new TowlineError('NOT_ASKED', `${agent.id} does not ask this any more.`, {
			hint: 'It was answered already, withdrawn, or its run ended.',
		});
	}

	return {
		drafts: [
			{
				agent: agent.id,
				run: live.run,
				event: {
					type: 'permission-answered',
					requestId,
					decision: decision.kind,
					by: 'user',
					...(decision.kind === 'deny' ? {message: decision.message} : {}),
				},
			},
		],
		effects: [{type: 'send-answer', run: live.run, requestId, decision}],
	};
}

function decideMove(command: Extract<Command, {type: 'move'}>, agent: Agent): Decision {
	if (agent.phase.status !== 'queued') {
		throw new TowlineError('NOT_LIVE', `${agent.id} is not queued.`, {hint: '`towline queue` shows what is.'});
	}

	return {drafts: [{agent: agent.id, event: {type: 'queue-moved', rank: command.rank}}], effects: []};
}

function isPausedByUser(fleet: Fleet): boolean {
	return fleet.pauses.some(pause => pause.reason === 'user');
}

function merge(decisions: readonly Decision[]): Decision {
	return {drafts: decisions.flatMap(({drafts}) => drafts), effects: decisions.flatMap(({effects}) => effects)};
}
