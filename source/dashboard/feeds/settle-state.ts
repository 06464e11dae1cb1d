import {selectRequest, selectRequestWindow} from '../selectors/request.ts';
import {resolveMatch} from '../selectors/resolve-match.ts';
import {selectSelected, selectVisibleRows} from '../selectors/selection.ts';
import type {DashboardState, RequestShown} from '../state/dashboard-state.ts';

/** Updates what follows from a change of the state: the selected row and the request in the pane. Called for every change. */
export function settleState(before: DashboardState, after: DashboardState): DashboardState {
	return resolveMatch(noteRequestSeen(noteRequestShown(before, keepFirstRowSelected(after))));
}

/** The row that is first when the dashboard opens stays selected, so that a person's first key goes to the row that they see. */
export function keepFirstRowSelected(state: DashboardState): DashboardState {
	const {ui} = state;
	const first = ui.selected === undefined ? selectVisibleRows(state)[0] : undefined;
	return first ? {...state, ui: {...ui, selected: first.id}} : state;
}

/** Updates which request is in the pane, and whether it replaced another one. */
function noteRequestShown(before: DashboardState, after: DashboardState): DashboardState {
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
		ui: after.ui.requestTop === 0 ? after.ui : {...after.ui, requestTop: 0},
		requestShown: {
			agent,
			requestId: request?.requestId,
			at: after.now,
			otherGoneAt: otherGoneAt(before, after),
			seen: 0,
			columns: 0,
			scrolledAt: undefined,
		},
	};
}

/** Updates how much of the request was on the screen. At another width its lines are others, and it is read again. */
function noteRequestSeen(state: DashboardState): DashboardState {
	const view = selectRequestWindow(state);

	if (!view) {
		return state;
	}

	const {requestShown: shown} = state;
	const isSameWidth = shown.columns === view.columns;
	const known = isSameWidth ? Math.min(shown.seen, view.count) : 0;
	const top = isSameWidth || view.count === view.room ? view.top : 0;
	const seen = top <= known ? Math.max(known, top + view.room) : known;
	return isSameWidth && seen === shown.seen
		? state
		: {
				...state,
				ui: top === view.top ? state.ui : {...state.ui, requestTop: top},
				requestShown: {
					...shown,
					seen,
					columns: view.columns,
					scrolledAt: known > 0 && seen > known ? state.now : shown.scrolledAt,
				},
			};
}

function otherGoneAt(before: DashboardState, after: DashboardState): RequestShown['otherGoneAt'] {
	if (hasMoved(before, after)) {
		return undefined;
	}

	const {requestShown: shown} = before;
	return shown.requestId === undefined ? shown.otherGoneAt : after.now;
}

/**
 * Whether the person selected another row: they expect another request then, so it is not guarded. Moving on after an answer
 * is not their doing.
 */
function hasMoved({ui}: DashboardState, after: DashboardState): boolean {
	return ui.selected !== undefined && ui.selected !== after.ui.selected && !after.ui.hasMovedOn;
}
