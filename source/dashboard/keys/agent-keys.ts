import type {Command} from '../../core/commands/command.ts';
import {type Agent, isLive} from '../../core/fleet/agent.ts';
import {selectQueue} from '../../core/status/why.ts';
import {storyLabel} from '../lines/agent-words.ts';
import {agentScreens, type Binding, type KeyContext, tableScreens} from './binding.ts';

/** What can be told to an agent, or to all that are marked. */
export const agentKeys: readonly Binding[] = [
	{
		id: 'start',
		keys: ['s'],
		title: 'start',
		help: 'Start the story afresh; of a queued one: now, past closed windows and a paused queue.',
		group: 'Agents',
		screens: agentScreens,
		footer: 10,
		label: ({selected}) => (selected?.phase.status === 'queued' ? 'start now' : 'start'),
		disabledReason: ({targets}) => reasonUnless(targets, whyNotStart),
		run: context => sendToFree(context, whyNotStart, toStart),
	},
	{
		id: 'resume',
		keys: ['r'],
		title: 'resume',
		help: 'Go on with the session of the last run.',
		group: 'Agents',
		screens: agentScreens,
		footer: 11,
		disabledReason: ({targets}) => reasonUnless(targets, whyNotResume),
		run: context => sendToFree(context, whyNotResume, agent => ({type: 'resume', agent: agent.id, ...forced(agent)})),
	},
	{
		id: 'kill',
		keys: ['x'],
		title: 'kill',
		help: 'End the agent and every process it left; asks once. A queued one leaves the queue.',
		group: 'Agents',
		screens: agentScreens,
		footer: 12,
		disabledReason: ({targets}) => reasonUnless(targets, whyNotKill),
		run: ({targets, dispatch}) => {
			const killed = targets.filter(agent => whyNotKill(agent) === undefined);
			const [first] = killed;

			if (first) {
				const what = killed.length === 1 ? storyLabel(first) : `${killed.length} agents`;
				dispatch({
					type: 'modal-opened',
					modal: {
						kind: 'confirm',
						question: `Kill ${what}?`,
						task: {kind: 'kill', commands: killed.map(({id}) => ({type: 'kill', agent: id}))},
					},
				});
			}
		},
	},
	{
		id: 'message',
		keys: ['m'],
		title: 'message',
		help: 'Tell the agent something; one that does not run is resumed with it.',
		group: 'Agents',
		screens: agentScreens,
		footer: 13,
		disabledReason: ({targets}) => reasonUnless(targets, whyNotMessage),
		run: ({targets, dispatch}) =>
			dispatch({
				type: 'modal-opened',
				modal: {
					kind: 'input',
					purpose: {
						kind: 'message',
						agents: targets.filter(agent => whyNotMessage(agent) === undefined).map(({id}) => id),
					},
					text: '',
					cursor: 0,
				},
			}),
	},
	{
		id: 'queue-earlier',
		keys: ['K'],
		title: 'earlier',
		help: 'Move a queued story one place to the front.',
		group: 'Agents',
		screens: tableScreens,
		disabledReason: whyNotMove,
		run: context => moveInQueue(context, -1),
	},
	{
		id: 'queue-later',
		keys: ['J'],
		title: 'later',
		help: 'Move a queued story one place to the back.',
		group: 'Agents',
		screens: tableScreens,
		disabledReason: whyNotMove,
		run: context => moveInQueue(context, 1),
	},
	{
		id: 'pause',
		keys: ['P'],
		title: 'pause',
		help: 'Pause the queue: what runs goes on, nothing new starts. Again: let it go on.',
		group: 'Agents',
		screens: agentScreens,
		label: ({state}) => (isPaused(state.fleet) ? 'unpause' : 'pause'),
		run: ({state, send}) => send([{type: isPaused(state.fleet) ? 'unpause' : 'pause'}]),
	},
];

type Judge = (agent: Agent) => string | undefined;

/** A key works if it works for one of the rows it is meant for. */
function reasonUnless(targets: readonly Agent[], judge: Judge): string | undefined {
	return targets.length === 0 ? 'No row is selected.' : oneReason(targets.map(judge));
}

function oneReason(reasons: readonly (string | undefined)[]): string | undefined {
	return reasons.some(reason => reason === undefined) ? undefined : reasons[0];
}

function sendToFree({targets, send}: KeyContext, judge: Judge, toCommand: (agent: Agent) => Command): void {
	send(targets.filter(agent => judge(agent) === undefined).map(toCommand));
}

function whyNotStart(agent: Agent): string | undefined {
	if (isLive(agent)) {
		return 'It is running already; x kills it.';
	}

	return agent.refusal ?? (agent.isListed ? undefined : 'Its story file is gone.');
}

function whyNotResume(agent: Agent): string | undefined {
	if (isLive(agent)) {
		return 'It is running already; m tells it something.';
	}

	return agent.session === undefined ? 'It never opened a session: start it with s.' : undefined;
}

function whyNotKill(agent: Agent): string | undefined {
	if (agent.phase.status === 'stopping') {
		return 'It is being stopped already.';
	}

	return isLive(agent) || agent.phase.status === 'queued' ? undefined : 'Nothing is running here.';
}

function whyNotMessage(agent: Agent): string | undefined {
	if (agent.phase.status === 'stopping') {
		return 'It is being stopped.';
	}

	return isLive(agent) || agent.session !== undefined ? undefined : 'It has no session to tell anything.';
}

function toStart(agent: Agent): Command {
	return {type: 'start', agent: agent.id, ...forced(agent)};
}

/** A person who sees that it waits, and says so again, means now. */
function forced({phase}: Agent): {readonly isForced?: true} {
	return phase.status === 'queued' || phase.status === 'rate-limited' ? {isForced: true} : {};
}

function whyNotMove({selected}: KeyContext): string | undefined {
	return selected?.phase.status === 'queued' ? undefined : 'Only a queued story has a place to change.';
}

/** Ranks are given anew to all of its priority, so that one place is one place whatever they were. */
function moveInQueue({selected, state, send}: KeyContext, by: number): void {
	if (!selected) {
		return;
	}

	const peers = selectQueue(state.fleet).filter(({priority}) => priority === selected.priority);
	const from = peers.findIndex(({id}) => id === selected.id);
	const to = from + by;

	if (to < 0 || to >= peers.length) {
		return;
	}

	const order = peers.toSpliced(from, 1).toSpliced(to, 0, selected);
	send(
		order.flatMap((agent, rank) =>
			agent.phase.status === 'queued' && agent.phase.rank !== rank ? [{type: 'move', agent: agent.id, rank}] : [],
		),
	);
}

function isPaused({pauses}: KeyContext['state']['fleet']): boolean {
	return pauses.some(({reason}) => reason === 'user');
}
