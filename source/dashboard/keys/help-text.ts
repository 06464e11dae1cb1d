import {statusesByUrgency, statusTraits} from '../../core/fleet/status.ts';
import {blank, type Line, lineOf, lineWidth} from '../line.ts';
import {memoizeLast} from '../memoize.ts';
import {selectHeaderHeight} from '../selectors/header.ts';
import {type ScreenId, selectScreen} from '../selectors/screen.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import {alignLeft} from '../text/fit.ts';
import {wrap} from '../text/wrap.ts';
import {type Glyphs, lookOf} from '../theme.ts';
import type {Binding} from './binding.ts';
import {byGroup} from './document.ts';
import {formatKey} from './key-name.ts';

/** The help of one screen, laid out for the width of the terminal. */
export type HelpText = {
	readonly lines: readonly Line[];
	/** How many lines fit on the screen. */
	readonly height: number;
};

/** The keys of the screen that the help was opened from, and the glyphs with their meaning. */
export function toHelpText(state: DashboardState, bindings: readonly Binding[], glyphs: Glyphs): HelpText {
	const {size, ui} = state;
	const screen = selectScreen({...state, ui: {...ui, modal: undefined, helpTop: undefined, search: ''}});
	// Besides the header: its rule, and two lines of the footer.
	const height = size.rows - selectHeaderHeight(state) - 3;
	return helpTextOf(bindings, screen, size.columns, height, glyphs);
}

const helpTextOf = memoizeLast(
	(bindings: readonly Binding[], screen: ScreenId, columns: number, height: number, glyphs: Glyphs): HelpText => {
		const own = bindings.filter(({screens}) => screens.includes(screen));
		const count = Math.max(1, Math.floor(columns / minTextColumns));
		const width = Math.floor(columns / count);
		const lines = [...keyLines(own, width, glyphs), blank, ...legendLines(width, glyphs)];
		return {lines: count === 1 ? lines : toColumns(lines, count, width), height};
	},
);

/** A column of text is at least this wide, so that most sentences need no more than two lines. */
const minTextColumns = 60;
/** Width of the column of keys. */
const keyColumns = 14;

function keyLines(bindings: readonly Binding[], columns: number, glyphs: Glyphs): readonly Line[] {
	return byGroup(bindings).flatMap(({group, bindings: own}, index) => [
		...(index === 0 ? [] : [blank]),
		lineOf(` ${group}`, {bold: true}),
		...own.flatMap(binding => {
			const keys = binding.keys.map(key => formatKey(key, glyphs.enter)).join(' ');
			return wrap(binding.help, columns - keyColumns - 5).map(
				(line, row): Line => [{text: `   ${alignLeft(row === 0 ? keys : '', keyColumns)} `, bold: true}, {text: line}],
			);
		}),
	]);
}

/** What the glyphs of the table and of the transcript mean. */
function legendLines(columns: number, glyphs: Glyphs): readonly Line[] {
	const statuses = statusesByUrgency.map(
		(status): Line => [
			{text: `   ${alignLeft(glyphs.status[status], keyColumns)} `, ...lookOf(status)},
			{text: statusTraits[status].label},
		],
	);
	const others = [
		[glyphs.selected, 'the selected row'],
		[glyphs.marked, 'a marked row'],
		[glyphs.thinking, 'what the agent thinks'],
		[glyphs.output, 'what the agent says'],
		[glyphs.tool, `a tool call, ${glyphs.ok} succeeded, ${glyphs.error} failed`],
		[glyphs.said, 'what was said to the agent'],
		['-', 'no value'],
		['~', 'an estimate'],
	].flatMap(([glyph = '', meaning = '']) =>
		wrap(meaning, columns - keyColumns - 5).map(
			(line, row): Line => [{text: `   ${alignLeft(row === 0 ? glyph : '', keyColumns)} `}, {text: line}],
		),
	);
	return [lineOf(' Signs', {bold: true}), ...statuses, ...others];
}

/** Lays lines out in columns of equal length, to be read downwards. */
function toColumns(lines: readonly Line[], count: number, width: number): readonly Line[] {
	const length = Math.ceil(lines.length / count);
	const columns = Array.from({length: count}, (_, index) => lines.slice(index * length, (index + 1) * length));
	return Array.from({length}, (_, row) =>
		columns.flatMap((column, index): Line => {
			const line = column[row] ?? blank;
			return index === count - 1 ? line : [...line, {text: ' '.repeat(Math.max(0, width - lineWidth(line)))}];
		}),
	);
}
