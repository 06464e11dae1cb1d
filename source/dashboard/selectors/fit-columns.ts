import {assertNever} from '../../core/assert-never.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import {type ColumnId, columnIds} from '../state/column-id.ts';
import {width} from '../text/width.ts';
import type {ColumnWidth} from './column.ts';
import {columns} from './columns.ts';

/** A column with the width that it gets on the screen. */
export type SizedColumn = {
	readonly id: ColumnId;
	readonly width: number;
	/** Blanks before it. */
	readonly gap: number;
};

/** Width of the longest text of each column whose width depends on its texts. */
export type ContentWidths = Readonly<Partial<Record<ColumnId, number>>>;

export type Fit = {
	/** Columns of the terminal that the table may fill. */
	readonly available: number;
	/** What a person chose; `undefined` shows columns by priority. */
	readonly chosen?: readonly ColumnId[] | undefined;
	readonly content: ContentWidths;
	/** Columns without a value in any row: left out unless a person chose the columns. */
	readonly empty?: readonly ColumnId[];
	/** Whether a pane stands beside the table. */
	readonly isBeside?: boolean;
};

/** Wide tables have two blanks between columns, as long as no column and no title has to give way for them. */
const narrowGap = 1;
const wideGap = 2;
const wideTable = 110;
/** When room is short, the growing column still gets this much of it before the last column. */
const minGrowth = 6;

/** Columns from this priority on come only after the story and the last activity have the width that they can use. */
const firstExtra = 11;
/** What the last activity can use above its least width. */
const goodActivityGrowth = 28;

const byPriority = sortByPriority('alone');
const byPriorityBesidePane = sortByPriority('besidePane');

/**
 * The columns that fit into a width, from left to right. They fill it exactly. The story is always among them; the others
 * are those chosen, or the first by priority, up to the first one that does not fit.
 */
export function fitColumns(fit: Fit): readonly SizedColumn[] {
	const {available, isBeside = false, empty = []} = fit;
	const byWidth = isBeside ? byPriorityBesidePane : byPriority;
	const chosen = fit.chosen ?? byWidth.filter(id => !empty.includes(id));
	const taken = new Map<ColumnId, number>();
	let used = 0;
	let comfort = 0;

	for (const id of new Set<ColumnId>(['story', ...chosen])) {
		const least = leastWidth(id, fit);
		const wanted = least + (taken.size > 0 ? narrowGap : 0);

		if (fit.chosen === undefined && columns[id].priority[isBeside ? 'besidePane' : 'alone'] >= firstExtra) {
			comfort = comfortWidth(fit);
		}

		if (used + wanted + comfort > available) {
			break;
		}

		taken.set(id, least);
		used += wanted;
	}

	return shareRest(taken, available - used, fit);
}

/** The width of the longest text in each column that adapts to it, over all agents: filtering the rows changes no width. */
export function contentWidths(agents: readonly Agent[]): ContentWidths {
	const entries = columnIds.flatMap(id => {
		const {width: rule} = columns[id];
		return 'textOf' in rule ? [[id, Math.max(0, ...agents.map(agent => width(rule.textOf(agent))))] as const] : [];
	});
	return Object.fromEntries(entries);
}

function sortByPriority(place: 'alone' | 'besidePane'): readonly ColumnId[] {
	return [...columnIds].sort((a, b) => columns[a].priority[place] - columns[b].priority[place]);
}

function leastWidth(id: ColumnId, {available, content, isBeside = false}: Fit): number {
	const {width: rule} = columns[id];

	switch (rule.kind) {
		case 'fixed':
			return rule.columns;
		case 'content':
			return Math.max(rule.min, Math.min(rule.max, content[id] ?? 0));
		case 'growing':
			return Math.min(rule.min, available);
		case 'rest':
			return isBeside ? rule.minBesidePane : rule.min;
		default:
			return assertNever(rule);
	}
}

/** Gives the room that is left to the gaps, the growing column (at most half of it) and the column that takes the rest. */
function shareRest(taken: ReadonlyMap<ColumnId, number>, left: number, fit: Fit): readonly SizedColumn[] {
	const shown = columnIds.filter(id => taken.has(id));
	const growing = shown.find(id => columns[id].width.kind === 'growing');
	const last = shown.find(id => columns[id].width.kind === 'rest');
	const {missing, missingForGood} = missingWidth(growing, fit);
	const gaps = shown.length - 1;
	const gap = fit.available >= wideTable && left >= gaps + missingForGood ? wideGap : narrowGap;
	const rest = left - gaps * (gap - narrowGap);
	const growth = last === undefined ? rest : Math.min(rest, missing, Math.max(minGrowth, Math.floor(rest / 2)));

	return shown.map((id, index) => ({
		id,
		width: (taken.get(id) ?? 0) + (id === growing ? growth : id === last ? rest - growth : 0),
		gap: index === 0 ? 0 : gap,
	}));
}

/** What story and last activity can use above their least widths. */
function comfortWidth(fit: Fit): number {
	return missingWidth('story', fit).missing + goodActivityGrowth;
}

/** By how much the growing column is narrower than its longest text, and than the width that shows most texts whole. */
function missingWidth(
	id: ColumnId | undefined,
	{content}: Fit,
): {readonly missing: number; readonly missingForGood: number} {
	const rule: ColumnWidth | undefined = id && columns[id].width;

	if (id === undefined || rule?.kind !== 'growing') {
		return {missing: 0, missingForGood: 0};
	}

	const missing = Math.max(0, Math.min(rule.max, content[id] ?? 0) - rule.min);
	return {missing, missingForGood: Math.min(missing, rule.good - rule.min)};
}
