/** The columns of the table, from left to right. */
export const columnIds = [
	'story',
	'agent',
	'status',
	'session',
	'model',
	'context',
	'attempts',
	'changes',
	'tokens',
	'cost',
	'rate',
	'cpu',
	'memory',
	'time',
	'activity',
] as const;

export type ColumnId = (typeof columnIds)[number];

/** Those names that are columns, in the order given; other values are left out. */
export function toColumnIds(names: readonly unknown[]): readonly ColumnId[] {
	return names.flatMap(name => columnIds.find(id => id === name) ?? []);
}
