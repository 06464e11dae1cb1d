import type {Command} from '../../core/commands/command.ts';
import {isAskingTheSame, oldestWaiting} from '../selectors/asking.ts';
import type {KeyContext} from './binding.ts';

type Answer = Extract<Command, {type: 'answer'}>;
type Options = Pick<KeyContext, 'state' | 'rows' | 'dispatch' | 'send'>;

/**
 * Sends commands. An answer is also given to the other marked agents that ask the same, and then the agent that waits
 * longest for an answer is selected.
 */
export function sendTogether(commands: readonly Command[], {state, rows, dispatch, send}: Options): void {
	const all = commands.flatMap((command): readonly Command[] =>
		command.type === 'answer' ? [command, ...forOthers(command, {state, rows})] : [command],
	);
	send(all);
	const answers = all.filter(command => command.type === 'answer');

	if (answers.length > 1) {
		dispatch({
			type: 'toast-shown',
			toast: {level: 'info', text: `Answered ${answers.length} marked agents that asked the same.`},
		});
	}

	const next = answers.length > 0 && oldestWaiting(rows, new Set(answers.map(({requestId}) => requestId)));

	if (next) {
		dispatch({type: 'moved-on', agent: next.id});
	}
}

/** The same answer for the other marked agents, if the one that it is meant for is marked as well. */
function forOthers(answer: Answer, {state, rows}: Pick<Options, 'state' | 'rows'>): readonly Answer[] {
	const {marks} = state.ui;
	const agent = state.fleet.agents[answer.agent];

	if (!agent || !marks.has(agent.id)) {
		return [];
	}

	return rows.flatMap(other => {
		const [request] = 'live' in other.phase ? other.phase.live.permissions : [];
		const isSame = other.id !== agent.id && marks.has(other.id) && isAskingTheSame(other, agent, answer.requestId);
		return isSame && request ? [{...answer, agent: other.id, requestId: request.requestId}] : [];
	});
}
