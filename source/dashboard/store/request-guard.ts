import {selectRequest, selectSelected} from '../selectors/selectors.ts';
import type {DashboardState, RequestShown} from './dashboard-state.ts';

/** What takes the place of another request within this time may be answered unread; it takes as long to see it change. */
const guardMs = 700;

/**
 * Whether the request in the pane came in the place of another one just now: a key that was meant for that one must not
 * answer this one. A request that came by itself can be answered at once.
 */
export function isGuarded({requestShown, now}: DashboardState): boolean {
	const {requestId, at, otherGoneAt} = requestShown;
	return requestId !== undefined && otherGoneAt !== undefined && at - otherGoneAt < guardMs && now - at < guardMs;
}

/** Keeps up which request stands in the pane; called with every change of the state. */
export function noteRequestShown(before: DashboardState, after: DashboardState): DashboardState {
	const {requestShown: shown} = before;
	const request = selectRequest(after);
	const agent = request && selectSelected(after)?.id;

	if (request?.requestId === shown.requestId && agent === shown.agent) {
		return hasMoved(before, after) && shown.otherGoneAt !== undefined
			? {...after, requestShown: {...shown, otherGoneAt: undefined}}
			: after;
	}

	return {
		...after,
		requestShown: {agent, requestId: request?.requestId, at: after.now, otherGoneAt: otherGoneAt(before, after)},
	};
}

function otherGoneAt(before: DashboardState, after: DashboardState): RequestShown['otherGoneAt'] {
	if (hasMoved(before, after)) {
		return undefined;
	}

	const {requestShown: shown} = before;
	return shown.requestId === undefined ? shown.otherGoneAt : after.now;
}

/** A person who moves on to another row knows that another request comes; then nothing is guarded. */
function hasMoved({ui}: DashboardState, after: DashboardState): boolean {
	return ui.selected !== undefined && ui.selected !== after.ui.selected;
}
