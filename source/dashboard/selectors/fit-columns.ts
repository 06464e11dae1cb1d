import type {Agent} from '../../core/fleet/agent.ts';
import {modelWords, storyLabel} from '../lines/agent-words.ts';
import type {ColumnId} from '../state/column-id.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import {width} from '../text/width.ts';
import {type Column, columnById, columns} from './columns.ts';

/** A column with the width it has got. */
export type SizedColumn = {
	readonly column: Column;
	readonly width: number;
	/** Blanks before it. */
	readonly gap: number;
};

/** Columns that the longest text decides the width of, as far as there is room. */
export type ContentWidths = {readonly story: number; readonly agent: number; readonly model: number};

export type Fit = {
	readonly available: number;
	/** By the person's choice; `undefined`: by importance. */
	readonly chosen?: readonly ColumnId[] | undefined;
	readonly content: ContentWidths;
	/** With a pane beside the table, which tells at length what the last activity would. */
	readonly isBeside?: boolean;
};

/** In this order columns come as the table gets wider. */
const byImportance: readonly ColumnId[] = [
	'story',
	'status',
	'cost',
	'time',
	'tokens',
	'session',
	'agent',
	'activity',
	'model',
	'context',
	'changes',
	'rate',
	'cpu',
	'memory',
	'attempts',
];
const besidePane: readonly ColumnId[] = [
	...byImportance.filter(id => !['activity', 'changes', 'rate', 'cpu', 'memory', 'attempts'].includes(id)),
	'activity',
	'changes',
	'rate',
	'cpu',
	'memory',
	'attempts',
];

/** Between two columns; wide tables are easier to read with two blanks, where no column and no title has to give way. */
const narrowGap = 1;
const wideGap = 2;
const wideTable = 110;
/** The story keeps at least this before another column may come; more than the most is not needed for a title. */
const leastStory = 24;
const mostStory = 48;
/** From here on most titles can be read. */
const goodStory = 30;
/** Of the last activity: fewer columns than these say nothing. */
const leastActivity = 28;
const leastActivityBeside = 20;
const leastName = 5;
const mostName = 14;

/** The columns that fit into a width, in the order they stand, filling it exactly; of a person's choice, if there is one. */
export function fitColumns(fit: Fit): readonly SizedColumn[] {
	const {available, isBeside = false, chosen = isBeside ? besidePane : byImportance} = fit;
	const taken = new Map<ColumnId, number>();
	let used = 0;

	for (const id of new Set<ColumnId>(['story', ...chosen])) {
		const width = leastWidth(id, fit);
		const wanted = width + (taken.size > 0 ? narrowGap : 0);

		if (used + wanted > available) {
			break;
		}

		taken.set(id, width);
		used += wanted;
	}

	return shareRest(taken, available - used, fit);
}

function leastWidth(id: ColumnId, {available, content, isBeside = false}: Fit): number {
	switch (id) {
		case 'story':
			return Math.min(leastStory, available);
		case 'agent':
		case 'model':
			return Math.max(leastName, Math.min(mostName, content[id]));
		case 'activity':
			return isBeside ? leastActivityBeside : leastActivity;
		default:
			return columnById(id).width;
	}
}

/** The story takes what its titles need but at most half of what is left, the last activity the rest. */
function shareRest(
	taken: ReadonlyMap<ColumnId, number>,
	left: number,
	{available, content}: Fit,
): readonly SizedColumn[] {
	const missing = Math.max(0, Math.min(mostStory, content.story) - leastStory);
	const gaps = taken.size - 1;
	const gap = available >= wideTable && left >= gaps + Math.min(missing, goodStory - leastStory) ? wideGap : narrowGap;
	const rest = left - gaps * (gap - narrowGap);
	const forStory = taken.has('activity') ? Math.min(rest, missing, Math.max(6, Math.floor(rest / 2))) : rest;

	return columns.flatMap(column => {
		const width = taken.get(column.id);

		if (width === undefined) {
			return [];
		}

		const more = column.id === 'story' ? forStory : column.id === 'activity' ? rest - forStory : 0;
		return [{column, width: width + more, gap: column.id === 'story' ? 0 : gap}];
	});
}

/** The widest texts of columns that adapt, over all agents and not only those shown: filtering moves no column. */
export function contentWidths(agents: readonly Agent[]): ContentWidths {
	const widest = (words: (agent: Agent) => string) => Math.max(0, ...agents.map(agent => width(words(agent))));
	return {
		story: widest(storyLabel),
		agent: widest(({name}) => sanitizeForCell(name)),
		model: widest(({model}) => modelWords(model)),
	};
}
