import {expect, test} from 'vitest';
import {toResources} from '../../../source/holder/custody/resources.ts';
import {entry} from './table.ts';

test('processor use is the time added between two checks', () => {
	const before = [entry(1, {cpuSeconds: 10}), entry(2, {cpuSeconds: 99})];
	const now = [entry(1, {cpuSeconds: 11, rssBytes: 1000}), entry(3, {cpuSeconds: 0.5, rssBytes: 500})];
	expect(toResources(now, before, 3000)).toEqual({processes: 2, cpuPercent: 50, rssBytes: 1500});
});

test('a pid that is used again is another process', () => {
	const before = [entry(1, {cpuSeconds: 10})];
	expect(toResources([entry(1, {cpuSeconds: 1, start: 'later'})], before, 1000).cpuPercent).toBe(100);
});

test('processor use is unknown after one check', () => {
	expect(toResources([entry(1)], undefined, 0).cpuPercent).toBeUndefined();
	expect(toResources([], [], 0)).toEqual({processes: 0, cpuPercent: 0, rssBytes: 0});
});
