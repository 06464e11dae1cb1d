import {type DiffDocument, toDiffDocument} from '../diff/diff-document.ts';
import {memoizeLast} from '../memoize.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import {selectSelected} from './selection.ts';

const documentOf = memoizeLast(toDiffDocument);

/** The open diff, laid out for the width of the screen; `undefined` until it has been read. */
export function selectDiff(state: DashboardState): DiffDocument | undefined {
	const {diff, ui, size} = state;
	return ui.view === 'diff' && diff?.kind === 'read' && diff.agent === selectSelected(state)?.id
		? documentOf(diff.text, size.columns)
		: undefined;
}
