import type {ReactNode} from 'react';
import type {Agent} from '../../core/fleet/agent.ts';
import type {DiffDocument} from '../diff/diff-document.ts';
import {useTheme} from '../hooks/use-theme.ts';
import {type Line, lineOf} from '../line.ts';
import {storyLabel} from '../lines/agent-words.ts';
import {toCounterLine, toRule} from '../lines/pane-lines.ts';
import {highlight, matchesIn, startIn} from '../pane/search.ts';
import type {DiffRead} from '../state/dashboard-state.ts';
import type {UiState} from '../state/ui-state.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import {Lines} from './lines.tsx';

type Props = {
	readonly agent: Agent;
	readonly read: DiffRead | undefined;
	/** `undefined` until the diff was read. */
	readonly document: DiffDocument | undefined;
	readonly ui: UiState;
	readonly columns: number;
	/** Without the rule. */
	readonly height: number;
};

/** The changes of a story against its base: files, then hunks. */
export function Diff({agent, read, document, ui, columns, height}: Props): ReactNode {
	const {glyphs} = useTheme();
	const words: Line = [
		{text: 'Changes of ', dim: true},
		{text: storyLabel(agent), bold: true},
	];

	const {search, match} = ui;
	const title = toRule(words, document ? standing(document, ui) : [], {columns, glyphs});
	const lines = document?.lines
		.slice(ui.diffTop, ui.diffTop + height)
		.map((line, index) => highlight(line, search, startIn(match, {entry: 0, line: ui.diffTop + index})));
	return <Lines lines={[title, ...(lines ?? [waitingLine(read)])]} columns={columns} height={height + 1} />;
}

function standing({files, lines}: DiffDocument, {diffTop: top, search, match}: UiState): Line {
	if (search !== '') {
		return toCounterLine(search, matchesIn(lines, search), match);
	}

	const file = files.findLast(({line}) => line <= top + 1);
	const place = file ? `${files.indexOf(file) + 1}/${files.length} ${file.path}` : `${files.length} files`;
	return lineOf(`${place} · ${Math.min(top + 1, lines.length)}/${lines.length}`, {dim: true});
}

function waitingLine(read: DiffRead | undefined): Line {
	return read?.kind === 'failed'
		? lineOf(`  ${sanitizeForCell(read.why)}`, {tone: 'warning'})
		: lineOf('  Reading the changes ...', {dim: true});
}
