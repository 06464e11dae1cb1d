import {currentMatch, matchesOf} from '../pane/search.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import {unicodeGlyphs} from '../theme.ts';
import {selectPaneText} from './pane.ts';

/**
 * Finds the line of a match that was opened from the find view: only its entry is known there, and the transcript may arrive
 * later. Until then its `start` is -1.
 */
export function resolveMatch(state: DashboardState): DashboardState {
	const {match, search, view} = state.ui;

	if (match?.start !== -1 || view !== 'zoom') {
		return state;
	}

	const pane = selectPaneText(state, unicodeGlyphs);
	const last = pane?.entries.at(-1);

	if (!pane || !last || last.position < match.entry) {
		return state;
	}

	const found = currentMatch(matchesOf(pane, search), match);
	return {
		...state,
		ui: {
			...state.ui,
			match: found,
			...(found && {
				scroll: {kind: 'scrolled', top: {entry: found.entry, line: found.line}, seenTo: last.position},
			}),
		},
	};
}
