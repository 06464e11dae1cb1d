import {type Column, type ColumnId, columnById, columns} from './columns.ts';

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
	'changes',
	'model',
	'context',
	'rate',
	'cpu',
	'memory',
	'attempts',
];

/** A column with the width it has got. */
export type SizedColumn = {readonly column: Column; readonly width: number};

/** Between two columns. */
const gap = 1;
/** The story keeps at least this before another column may come. */
const storyWidth = 24;

/** The columns that fit into a width, in the order they stand, filling it exactly; of a person's choice, if there is one. */
export function fitColumns(available: number, wished: readonly ColumnId[] = byImportance): readonly SizedColumn[] {
	const chosen = new Set<ColumnId>();
	let used = 0;

	for (const id of new Set<ColumnId>(['story', ...wished])) {
		const {width} = columnById(id);
		const wanted = (id === 'story' ? Math.min(storyWidth, available) : width) + (chosen.size > 0 ? gap : 0);

		if (used + wanted > available) {
			break;
		}

		chosen.add(id);
		used += wanted;
	}

	return shareRest(
		columns.filter(({id}) => chosen.has(id)),
		available - used,
	);
}

/** The story takes what is left until it is wide enough for most titles, the rest goes to the last activity. */
function shareRest(chosen: readonly Column[], rest: number): readonly SizedColumn[] {
	const hasActivity = chosen.some(({id}) => id === 'activity');
	const forStory = hasActivity ? Math.min(rest, 12) : rest;

	return chosen.map(column => {
		switch (column.id) {
			case 'story':
				return {column, width: Math.max(0, storyWidth + forStory)};
			case 'activity':
				return {column, width: column.width + rest - forStory};
			default:
				return {column, width: column.width};
		}
	});
}
