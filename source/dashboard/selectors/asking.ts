import {type Agent, liveRun} from '../../core/fleet/agent.ts';
import type {Permission} from '../../core/fleet/permission.ts';

/** The agent whose oldest open request is the oldest of all, not counting requests that were just answered. */
export function oldestWaiting(rows: readonly Agent[], answered: ReadonlySet<string> = new Set()): Agent | undefined {
	const waiting = rows.flatMap(agent => {
		const open = liveRun(agent)?.permissions.filter(({requestId}) => !answered.has(requestId)) ?? [];
		return open[0] ? [{agent, askedAt: open[0].askedAt}] : [];
	});
	const [first] = waiting.sort((a, b) => a.askedAt - b.askedAt);
	return first?.agent;
}

/** Whether an agent's oldest request asks for the same as one of another agent. */
export function isAskingTheSame(agent: Agent, other: Agent, requestId: string): boolean {
	const own = liveRun(agent)?.permissions[0];
	const its = liveRun(other)?.permissions.find(permission => permission.requestId === requestId);
	return own !== undefined && its !== undefined && contentOf(own) === contentOf(its);
}

/** How many of the marked agents ask for the same as the selected one, itself included; 0 if it is not marked. */
export function countAskingTheSame(
	rows: readonly Agent[],
	marks: ReadonlySet<Agent['id']>,
	selected: Agent | undefined,
): number {
	const request = selected && liveRun(selected)?.permissions[0];
	return request && marks.has(selected.id)
		? rows.filter(agent => marks.has(agent.id) && isAskingTheSame(agent, selected, request.requestId)).length
		: 0;
}

/** What is asked, without what is different for every request. */
function contentOf(permission: Permission): string {
	return JSON.stringify({...permission, requestId: '', toolId: '', askedAt: 0});
}
