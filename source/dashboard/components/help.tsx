import type {ReactNode} from 'react';
import {useTheme} from '../hooks/use-theme.ts';
import type {HelpText} from '../keys/help-text.ts';
import {type Line, lineOf} from '../line.ts';
import {toCounterLine, toRule} from '../lines/pane-lines.ts';
import {highlight, matchesIn, startIn} from '../pane/search.ts';
import type {UiState} from '../state/ui-state.ts';
import {Lines} from './lines.tsx';

type Props = {
	readonly text: HelpText;
	readonly ui: UiState;
	readonly columns: number;
};

/** What every key does and what the glyphs mean. */
export function Help({text: {lines, height}, ui, columns}: Props): ReactNode {
	const {glyphs} = useTheme();
	const {search, match} = ui;
	const last = Math.max(0, lines.length - height);
	const first = Math.min(ui.helpTop ?? 0, last);
	const more = first < last ? lineOf(`${glyphs.below} more`, {dim: true}) : [];
	const right: Line = search === '' ? more : toCounterLine(search, matchesIn(lines, search), match);
	const shown = lines
		.slice(first)
		.map((line, index) => highlight(line, search, startIn(match, {entry: 0, line: first + index})));

	const title = toRule([{text: 'Keys', bold: true}], right, {columns, glyphs});
	return <Lines lines={[title, ...shown]} columns={columns} height={height + 1} />;
}
