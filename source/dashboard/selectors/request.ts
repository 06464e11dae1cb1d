import {liveRun} from '../../core/fleet/agent.ts';
import type {Permission} from '../../core/fleet/permission.ts';
import {toContentLines} from '../lines/request-content.ts';
import {type RequestWindow, requestHeight, requestWindow} from '../lines/request-lines.ts';
import {memoizeLast} from '../memoize.ts';
import {type AnswerForm, newForm} from '../state/answer-form.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import {selectLayout} from './layout.ts';
import {selectSelected} from './selection.ts';

/** The oldest open request of the selected agent. */
export function selectRequest(state: DashboardState): Permission | undefined {
	const agent = selectSelected(state);
	return agent && liveRun(agent)?.permissions[0];
}

/** The answers that are being chosen for the request in the pane; `undefined` if it asks no questions. */
export function selectForm(state: DashboardState): AnswerForm | undefined {
	const request = selectRequest(state);

	if (request?.subject.kind !== 'question' && request?.subject.kind !== 'form') {
		return undefined;
	}

	const {form} = state.ui;
	return form?.requestId === request.requestId ? form : freshForm(request.requestId);
}

const freshForm = memoizeLast(newForm);

/**
 * For how long a request that replaces another one cannot be answered, and within which time after the other one left the
 * pane it counts as replacing it.
 */
const guardMs = 700;

/**
 * Whether the request in the pane has just replaced another one: a key pressed for the old request must not answer the new
 * one. A request that replaces nothing can be answered at once.
 */
export function isGuarded({requestShown, now}: DashboardState): boolean {
	const {requestId, at, otherGoneAt} = requestShown;
	return (
		requestId !== undefined &&
		otherGoneAt !== undefined &&
		at - otherGoneAt < guardMs &&
		now >= at &&
		now - at < guardMs
	);
}

/** For how long a request cannot be allowed after more of it came to the screen: a key that repeats must not allow it. */
const readMs = 300;

/** Whether lines of the request came to the screen so recently that nobody can have read them. */
export function isJustScrolled({requestShown: {scrolledAt}, now}: DashboardState): boolean {
	return scrolledAt !== undefined && now - scrolledAt < readMs;
}

/** In the zoomed view a request gets at least this many lines of the pane, and at most half of it. */
const minZoomedLines = 5;
/** The transcript below a request is shown if it gets at least this many lines, its rule included. */
const minTranscriptLines = 3;
/** Panes with fewer lines leave out where the command would run and show more of the transcript. */
const roomyLines = 14;

/** Lines of the request in the pane, without its rule; the transcript gets the rest of the pane. 0 without a request. */
export function selectRequestHeight(state: DashboardState): number {
	const layout = selectLayout(state);
	const agent = selectSelected(state);
	const request = selectRequest(state);

	if (layout.kind === 'too-small' || !agent || !request) {
		return 0;
	}

	const {rows, columns} = layout.pane;
	const whole = requestHeight({agent, request, columns, root: state.fleet.project?.root, form: selectForm(state)});

	if (state.ui.view === 'zoom') {
		return Math.max(minZoomedLines, Math.min(whole, rows >> 1));
	}

	const wanted = rows < roomyLines ? Math.max(whole - 1, 3) : whole;
	const most = rows - minTranscriptLines;
	// A long command is cut so that some of the transcript stays, unless the pane is too small for both.
	return wanted <= most ? wanted : most >= 6 ? most : rows;
}

/** Which lines of the request are on the screen; `undefined` while none is. */
export function selectRequestWindow(state: DashboardState): (RequestWindow & {readonly columns: number}) | undefined {
	const layout = selectLayout(state);
	const request = selectRequest(state);
	const {ui, connection} = state;
	const isDrawn = (ui.view === 'main' || ui.view === 'zoom') && ui.helpTop === undefined;

	if (layout.kind === 'too-small' || !request || !isDrawn || connection.kind !== 'connected') {
		return undefined;
	}

	const {columns} = layout.pane;
	const form = selectForm(state);
	return {
		...requestWindow({request, columns, form}, {height: selectRequestHeight(state), top: ui.requestTop}),
		columns,
	};
}

/** Whether every line of the request in the pane was on the screen at least once. */
export function isRequestSeen(state: DashboardState): boolean {
	const request = selectRequest(state);
	const {seen, columns} = state.requestShown;
	return request !== undefined && seen >= toContentLines(request, columns, undefined).lines.length;
}

/** Lines of the transcript in the pane, without its rule; 0 when a request leaves no room for it. */
export function selectTranscriptHeight(state: DashboardState): number {
	const layout = selectLayout(state);
	const request = selectRequestHeight(state);

	if (layout.kind === 'too-small') {
		return 0;
	}

	return request === 0 ? layout.pane.rows : Math.max(0, layout.pane.rows - request - 1);
}
