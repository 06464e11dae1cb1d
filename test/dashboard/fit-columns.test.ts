import {expect, test} from 'vitest';
import {fitColumns} from '../../source/dashboard/fit-columns.ts';

const widths = Array.from({length: 200}, (_, index) => 56 + index);

test.for(widths)('%i columns are filled to the last one', available => {
	const sized = fitColumns(available);
	const used = sized.reduce((sum, {width}) => sum + width, sized.length - 1);
	expect(used).toBe(available);
});

test('a wider table never loses a column', () => {
	let before = 0;

	for (const available of widths) {
		const {length} = fitColumns(available);
		expect(length).toBeGreaterThanOrEqual(before);
		before = length;
	}
});

test('at 80 columns there are story, status, session, tokens, cost and time', () => {
	expect(fitColumns(78).map(({column}) => column.id)).toEqual(['story', 'status', 'session', 'tokens', 'cost', 'time']);
});
