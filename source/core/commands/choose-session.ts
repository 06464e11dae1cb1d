import {TowlineError} from '../errors.ts';
import type {Agent} from '../fleet/agent.ts';
import type {SessionId} from '../ids.ts';

/**
 * The session to resume: the one that `wanted` names or begins, or the last one. Throws `SESSION_UNKNOWN` with those
 * that there are.
 */
export function chooseSession(agent: Agent, wanted: string | undefined): SessionId {
	if (agent.session === undefined) {
		throw new TowlineError('SESSION_UNKNOWN', `${agent.id} never opened a session.`, {
			hint: `Start it afresh with s, or \`towline start ${agent.story}\`.`,
		});
	}

	if (wanted === undefined) {
		return agent.session;
	}

	// One session can be under two models, when the model was changed in it.
	const beginning = [...new Set(agent.sessions.map(({session}) => session))].filter(id => id.startsWith(wanted));
	const chosen = beginning.length === 1 ? beginning[0] : beginning.find(id => id === wanted);

	if (chosen === undefined) {
		const problem = beginning.length === 0 ? 'knows no session' : `has ${beginning.length} sessions beginning with`;
		throw new TowlineError('SESSION_UNKNOWN', `${agent.id} ${problem} "${wanted}".`, {
			hint: `Its sessions are ${listSessions(agent)}.`,
		});
	}

	return chosen;
}

/** The latest first. */
function listSessions({sessions}: Agent): string {
	return sessions
		.map(({session, model}) => (model === undefined ? session : `${session} (${model})`))
		.toReversed()
		.join(', ');
}
