import {type AgentCommand, whyNot} from '../../core/commands/why-not.ts';
import {type Agent, isLive} from '../../core/fleet/agent.ts';
import type {AgentId} from '../../core/ids.ts';
import {selectQueue} from '../../core/status/why.ts';
import {storyLabel} from '../lines/agent-words.ts';
import {agentScreens, type Binding, type KeyContext, tableScreens} from './binding.ts';

/** What can be told to an agent, or to all that are marked. */
export const agentKeys: readonly Binding[] = [
	{
		id: 'start',
		keys: ['s'],
		title: 'start',
		help: 'Start the story in a new session; asks first if it has ended well. A queued story starts now, even if a limit or a pause holds the queue.',
		group: 'Agents',
		screens: agentScreens,
		footer: 10,
		label: ({selected}) => (selected?.phase.status === 'queued' ? 'start now' : 'start'),
		disabledReason: context => reasonUnlessOne(context, toStart),
		run: start,
	},
	{
		id: 'resume',
		keys: ['r'],
		title: 'resume',
		help: 'Resume the session of the last run.',
		group: 'Agents',
		screens: agentScreens,
		footer: 11,
		disabledReason: context => reasonUnlessOne(context, toResume),
		run: context => context.send(possible(context, toResume)),
	},
	{
		id: 'kill',
		keys: ['x'],
		title: 'kill',
		help: 'End the agent and all processes it started; asks first. A queued story leaves the queue.',
		group: 'Agents',
		screens: agentScreens,
		footer: 12,
		disabledReason: context => reasonUnlessOne(context, toKill),
		run: context => {
			const commands = possible(context, toKill);
			const [first] = context.targets.filter(({id}) => commands.some(({agent}) => agent === id));

			if (first) {
				const what = commands.length === 1 ? storyLabel(first) : `${commands.length} agents`;
				context.dispatch({
					type: 'modal-opened',
					modal: {kind: 'confirm', question: `Kill ${what}?`, task: {kind: 'kill', commands}},
				});
			}
		},
	},
	{
		id: 'interrupt-turn',
		keys: ['I'],
		title: 'interrupt',
		help: 'Interrupt the turn and keep the session: the agent waits for your message.',
		group: 'Agents',
		screens: agentScreens,
		disabledReason: context => reasonUnlessOne(context, toInterrupt),
		run: context => context.send(possible(context, toInterrupt)),
	},
	{
		id: 'message',
		keys: ['m'],
		title: 'message',
		help: 'Send the agent a message; an agent that is not running is resumed with it.',
		group: 'Agents',
		screens: agentScreens,
		footer: 13,
		disabledReason: context => reasonUnlessOne(context, toMessage),
		run: context =>
			context.dispatch({
				type: 'modal-opened',
				modal: {
					kind: 'input',
					purpose: {kind: 'message', agents: possible(context, toMessage).map(({agent}) => agent)},
					text: '',
					cursor: 0,
				},
			}),
	},
	{
		id: 'queue-earlier',
		keys: ['K'],
		title: 'earlier',
		help: 'Move a queued story one place forward.',
		group: 'Agents',
		screens: tableScreens,
		disabledReason: whyNotMove,
		run: context => moveInQueue(context, -1),
	},
	{
		id: 'queue-later',
		keys: ['J'],
		title: 'later',
		help: 'Move a queued story one place back.',
		group: 'Agents',
		screens: tableScreens,
		disabledReason: whyNotMove,
		run: context => moveInQueue(context, 1),
	},
	{
		id: 'pause',
		keys: ['P'],
		title: 'pause',
		help: 'Pause the queue: running agents continue, no others start. Press again to continue.',
		group: 'Agents',
		screens: agentScreens,
		label: ({state}) => (isPaused(state.fleet) ? 'unpause' : 'pause'),
		run: ({state, send}) => send([{type: isPaused(state.fleet) ? 'unpause' : 'pause'}]),
	},
];

/** A completed story is not started again by a slip of the finger. */
function start(context: KeyContext): void {
	const commands = possible(context, toStart);
	const completed = context.targets.filter(({phase}) => phase.status === 'completed');
	const [first] = completed;

	if (!first) {
		context.send(commands);
		return;
	}

	const what = completed.length === 1 ? `${storyLabel(first)} is` : `${completed.length} stories are`;
	context.dispatch({
		type: 'modal-opened',
		modal: {
			kind: 'confirm',
			question: `${what} completed. Start afresh, in a new session?`,
			task: {kind: 'start', commands},
		},
	});
}

type ToCommand = (agent: Agent) => AgentCommand & {readonly agent: AgentId};

/** A key works if its command is possible for one of the targets; otherwise the first target's reason is shown. */
function reasonUnlessOne({targets, state}: KeyContext, toCommand: ToCommand): string | undefined {
	const reasons = targets.map(agent => whyNot(toCommand(agent), agent, state.fleet)?.message);
	return targets.length === 0
		? 'No row is selected.'
		: reasons.some(reason => reason === undefined)
			? undefined
			: reasons[0];
}

/** The command for each target that it is possible for. */
function possible({targets, state}: KeyContext, toCommand: ToCommand): readonly ReturnType<ToCommand>[] {
	return targets.flatMap(agent => {
		const command = toCommand(agent);
		return whyNot(command, agent, state.fleet) ? [] : [command];
	});
}

function toStart(agent: Agent): ReturnType<ToCommand> {
	return {type: 'start', agent: agent.id, ...forced(agent)};
}

function toResume(agent: Agent): ReturnType<ToCommand> {
	return {type: 'resume', agent: agent.id, ...forced(agent)};
}

function toKill({id}: Agent): ReturnType<ToCommand> {
	return {type: 'kill', agent: id};
}

function toInterrupt({id}: Agent): ReturnType<ToCommand> {
	return {type: 'interrupt', agent: id};
}

/** The command that brings a text to an agent: an agent that does not run is resumed with it. */
export function toMessage(agent: Agent, text = ''): ReturnType<ToCommand> {
	return isLive(agent) ? {type: 'message', agent: agent.id, text} : {type: 'resume', agent: agent.id, message: text};
}

/** A person who sees that an agent waits, and starts it all the same, means now. */
function forced({phase}: Agent): {readonly isForced?: true} {
	return phase.status === 'queued' || phase.status === 'rate-limited' ? {isForced: true} : {};
}

function whyNotMove({selected, state}: KeyContext): string | undefined {
	return selected
		? whyNot({type: 'move', agent: selected.id, rank: 0}, selected, state.fleet)?.message
		: 'No row is selected.';
}

/** Numbers all queued agents of its priority anew, so that moving by one place works whatever their ranks were. */
function moveInQueue({selected, state, send, dispatch}: KeyContext, by: -1 | 1): void {
	if (!selected) {
		return;
	}

	const {priority} = selected;
	const peers = selectQueue(state.fleet).filter(other => other.priority === priority);
	const from = peers.findIndex(({id}) => id === selected.id);
	const to = from + by;

	if (!(to in peers)) {
		const end = by < 0 ? 'first' : 'last';
		const text = `It is already the ${end} of priority ${priority} in the queue.`;
		dispatch({type: 'toast-shown', toast: {level: 'info', text}});
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
