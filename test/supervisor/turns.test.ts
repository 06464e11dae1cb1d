import {expect, test} from 'vitest';
import {createTurns} from '../../source/supervisor/turns.ts';

test('no more is done at once than is allowed, in the order it came, and a failure passes its place on', async () => {
	const inTurn = createTurns(2);
	const ends = Array.from({length: 4}, () => Promise.withResolvers<void>());
	const begun: number[] = [];
	const works = ends.map(({promise}, index) =>
		inTurn(async () => {
			begun.push(index);
			await promise;
		}),
	);
	await Promise.resolve();
	expect(begun).toEqual([0, 1]);
	ends[1]?.reject(new Error('it broke'));
	await expect(works[1]).rejects.toThrow('it broke');
	await expect.poll(() => begun).toEqual([0, 1, 2]);

	for (const {resolve} of ends) {
		resolve();
	}

	await Promise.all([works[0], works[2], works[3]]);
	expect(begun).toEqual([0, 1, 2, 3]);
});
