import type {Agent} from '../fleet/agent.ts';
import type {SessionId} from '../ids.ts';
import type {Refused} from './why-not.ts';

/** The session to resume: the one that `wanted` names or begins, or the last one; or why there is none. */
export function chooseSession(agent: Agent, wanted: string | undefined): SessionId | Refused {
	if (agent.session === undefined) {
		return unknown(`${agent.id} has no session to resume.`, `\`towline start ${agent.story}\` starts it afresh.`);
	}

	if (wanted === undefined) {
		return agent.session;
	}

	// A session is listed once for each model that it used.
	const beginning = [...new Set(agent.sessions.map(({session}) => session))].filter(id => id.startsWith(wanted));
	const chosen = beginning.length === 1 ? beginning[0] : beginning.find(id => id === wanted);

	if (chosen !== undefined) {
		return chosen;
	}

	const problem = beginning.length === 0 ? 'has no session' : `has ${beginning.length} sessions that begin with`;
	return unknown(`${agent.id} ${problem} "${wanted}".`, `Its sessions are ${listSessions(agent)}.`);
}

function unknown(message: string, hint: string): Refused {
	return {kind: 'refused', code: 'SESSION_UNKNOWN', message, hint};
}

/** The latest first. */
function listSessions({sessions}: Agent): string {
	return sessions
		.map(({session, model}) => (model === undefined ? session : `${session} (${model})`))
		.toReversed()
		.join(', ');
}
