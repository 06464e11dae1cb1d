import {expect, test} from 'vitest';
import {columns} from '../../../source/dashboard/selectors/columns.ts';
import {fitColumns} from '../../../source/dashboard/selectors/fit-columns.ts';
import type {ColumnId} from '../../../source/dashboard/state/column-id.ts';

const content = {story: 30, agent: 6, model: 10};
const widths = Array.from({length: 200}, (_, index) => 56 + index);

test.for(widths)('%i columns are filled to the last one', available => {
	const sized = fitColumns({available, content});
	const used = sized.reduce((sum, {width, gap}) => sum + width + gap, 0);
	expect(used).toBe(available);
});

test('wide tables have two blanks between columns, unless a title would have to give way', () => {
	const gapAt = (available: number, story: number) => fitColumns({available, content: {...content, story}})[1]?.gap;
	expect(gapAt(78, 20)).toBe(1);
	expect(gapAt(120, 20)).toBe(2);
	expect(gapAt(120, 48)).toBe(1);
});

test('a wider table never loses a column', () => {
	let before = 0;

	for (const available of widths) {
		const {length} = fitColumns({available, content});
		expect(length).toBeGreaterThanOrEqual(before);
		before = length;
	}
});

test('at 80 columns there are story, status, session, tokens, cost and time', () => {
	expect(fitColumns({available: 78, content}).map(({id}) => id)).toEqual([
		'story',
		'status',
		'session',
		'tokens',
		'cost',
		'time',
	]);
});

const idsAt = (available: number, isBeside = false) => fitColumns({available, content, isBeside}).map(({id}) => id);

test('at 120 columns story and last activity can be read', () => {
	const sized = fitColumns({available: 118, content});
	const widthOf = (id: string) => sized.find(column => column.id === id)?.width;
	expect(widthOf('story')).toBe(30);
	expect(widthOf('activity')).toBeGreaterThanOrEqual(28);
});

test('beside a pane model and context come before the last activity', () => {
	expect(idsAt(122, true)).toEqual(expect.arrayContaining(['agent', 'model', 'context', 'activity']));
	expect(idsAt(100, true)).not.toContain('activity');
});

test('a story is no wider than its titles need, where the last activity can use the room', () => {
	const [story] = fitColumns({available: 400, content: {...content, story: 12}});
	expect(story?.width).toBe(24);
});

test('a large terminal gives width to the story and the last activity before it shows more columns', () => {
	const long = {...content, story: 48};
	const at = (available: number) => fitColumns({available, content: long, isBeside: true});
	const widthOf = (id: string, available: number) => at(available).find(column => column.id === id)?.width ?? 0;
	expect(at(146).map(({id}) => id)).not.toContain('rate');
	expect(widthOf('story', 184)).toBeGreaterThanOrEqual(38);
	expect(widthOf('story', 184)).toBeLessThanOrEqual(48);
	expect(widthOf('activity', 184)).toBeGreaterThanOrEqual(38);
	expect(at(240).map(({id}) => id)).toEqual(Object.keys(columns));
});

test('a choice that does not fit is cut at its end', () => {
	const ids = fitColumns({available: 60, content, chosen: ['cost', 'model', 'activity']}).map(({id}) => id);
	expect(ids).toEqual(['story', 'model', 'cost']);
});

test('no two columns have the same priority or the same place among the sort orders', () => {
	const all = Object.values(columns);

	for (const numbers of [
		all.map(({priority}) => priority.alone),
		all.map(({priority}) => priority.besidePane),
		all.map(({sort}) => sort.place),
	]) {
		expect(new Set(numbers).size).toBe(all.length);
	}
});

test('a column without a value is left out, unless a person chose the columns', () => {
	const ids = (chosen?: readonly ColumnId[]) =>
		fitColumns({available: 200, content: {}, empty: ['model', 'rate'], chosen}).map(({id}) => id);
	expect(ids()).not.toContain('model');
	expect(ids()).toContain('cost');
	expect(ids(['model', 'cost'])).toEqual(['story', 'model', 'cost']);
});
