import {expect, test, vi} from 'vitest';
import type {Changes} from '../../../source/core/fleet/changes.ts';
import {createRunChanges} from '../../../source/supervisor/runs/run-changes.ts';
import {createFakeClock} from '../../helpers/fake-clock.ts';

function bench(count: () => Promise<Changes | undefined>) {
	const clock = createFakeClock();
	const counted: Changes[] = [];
	const onFault = vi.fn();
	const spy = vi.fn(count);
	const changes = createRunChanges({clock, count: spy, onCounted: one => counted.push(one), onFault});
	return {clock, counted, onFault, count: spy, changes};
}

const some: Changes = {files: 1, added: 2, removed: 3, commits: 0};

test('several changes in a row are counted once, and reported only if the counts differ', async () => {
	const {clock, counted, count, changes} = bench(async () => some);
	changes.touch();
	changes.touch();
	clock.advance(4000);
	changes.touch();
	clock.advance(4000);
	await changes.settle();
	expect(count).toHaveBeenCalledTimes(3);
	expect(counted).toEqual([some]);
});

test('after the last count nothing is counted, and no timer is left', async () => {
	const {clock, count, changes} = bench(async () => some);
	changes.touch();
	await changes.settle();
	changes.touch();
	expect(clock.pending).toBe(0);
	expect(count).toHaveBeenCalledTimes(1);
});

test('a failed count is reported, and the run continues', async () => {
	const {counted, onFault, changes} = bench(async () => {
		throw new Error('no git');
	});
	await changes.settle();
	expect(onFault).toHaveBeenCalledTimes(1);
	expect(counted).toEqual([]);
});

test('without a worktree nothing is reported', async () => {
	const {counted, changes} = bench(async () => undefined);
	await changes.settle();
	expect(counted).toEqual([]);
});
