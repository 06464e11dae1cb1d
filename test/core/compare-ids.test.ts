import {expect, test} from 'vitest';
import {compareIds} from '../../source/core/compare-ids.ts';

test('ids are ordered as people count', () => {
	const ids = ['10_a', 'b', '9_b', '9_a', 'A', '9', 'a', '42_x:coder', '42_x:beta'];
	expect(ids.toSorted(compareIds)).toEqual(['9', '9_a', '9_b', '10_a', '42_x:beta', '42_x:coder', 'A', 'a', 'b']);
});
