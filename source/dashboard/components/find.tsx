import type {ReactNode} from 'react';
import {formatNumberOf} from '../../core/format.ts';
import {useTheme} from '../hooks/use-theme.ts';
import {type Line, lineOf} from '../line.ts';
import {storyLabel} from '../lines/agent-words.ts';
import {toRule} from '../lines/pane-lines.ts';
import {highlight} from '../pane/search.ts';
import {firstVisible} from '../selectors/layout.ts';
import type {DashboardState, FoundInRun} from '../state/dashboard-state.ts';
import {alignLeft} from '../text/fit.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import type {Glyphs} from '../theme.ts';
import {Lines} from './lines.tsx';

type Props = {
	readonly state: DashboardState;
	readonly columns: number;
	/** Without the rule. */
	readonly height: number;
};

/** The lines of all transcripts that contain a text. */
export function Find({state, columns, height}: Props): ReactNode {
	const {glyphs} = useTheme();
	const {findText, findIndex} = state.ui;
	const lines = state.found?.lines ?? [];
	const first = firstVisible(findIndex, lines.length, height);
	const shown = lines
		.slice(first, first + height)
		.map((found, index) => toFoundLine(found, state, {isSelected: first + index === findIndex, columns, glyphs}));
	const title = toRule(
		[
			{text: 'All transcripts ', dim: true},
			{text: `/${sanitizeForCell(findText)}`, bold: true},
		],
		lineOf(standing(state), {dim: true}),
		{columns, glyphs},
	);
	return (
		<Lines
			lines={[title, ...(shown.length > 0 ? shown : [nothingLine(state)])]}
			columns={columns}
			height={height + 1}
		/>
	);
}

function standing({found, ui}: DashboardState): string {
	const count = found?.lines.length ?? 0;
	const place = count === 0 ? '' : `${ui.findIndex + 1}/`;
	return `${place}${formatNumberOf(count, 'line')}${found?.isDone ? '' : ', searching ...'}`;
}

function nothingLine({found}: DashboardState): Line {
	return lineOf(found?.isDone ? '  No transcript contains this text.' : '  Searching ...', {dim: true});
}

/** Columns of the story's label. */
const labelColumns = 24;

type Look = {readonly isSelected: boolean; readonly columns: number; readonly glyphs: Glyphs};

function toFoundLine(found: FoundInRun, {fleet, ui}: DashboardState, {isSelected, columns, glyphs}: Look): Line {
	const agent = fleet.agents[found.agent];
	const label = agent ? storyLabel(agent) : found.agent;
	const room = columns - labelColumns - 6;
	// The match stays in view where the line is too long.
	const from = found.start > room - ui.findText.length ? Math.max(0, found.start - (room >> 2)) : 0;
	const text = `${from > 0 ? '…' : ''}${sanitizeForCell(found.line.slice(from, from + 4 * columns)).trimStart()}`;
	return [
		{text: `${isSelected ? glyphs.selected : ' '} `, bold: true},
		{text: alignLeft(label, labelColumns), ...(isSelected ? {bold: true, inverse: true} : {dim: true})},
		{text: ` ${signOf(found.kind, glyphs)} `, dim: true},
		...highlight(lineOf(text), ui.findText),
	];
}

function signOf(kind: FoundInRun['kind'], glyphs: Glyphs): string {
	switch (kind) {
		case 'thinking':
			return glyphs.thinking;
		case 'output':
			return glyphs.output;
		case 'tool':
			return glyphs.tool;
		case 'said':
			return glyphs.said;
		default:
			return ' ';
	}
}
