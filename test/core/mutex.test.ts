import {expect, test} from 'vitest';
import {createKeyedMutex, createMutex, createSemaphore} from '../../source/core/mutex.ts';

/** Pieces of work that end when the test says so. */
function createWorks(count: number) {
	const ends = Array.from({length: count}, () => Promise.withResolvers<string>());
	const started: number[] = [];
	const works = ends.map(({promise}, index) => () => {
		started.push(index);
		return promise;
	});
	return {works, ends, started};
}

test('a semaphore starts work up to its limit, in the order of the calls', async () => {
	const semaphore = createSemaphore(2);
	const {works, ends, started} = createWorks(4);
	const results = works.map(work => semaphore(work));
	expect(started).toEqual([0, 1]);

	ends[1]?.resolve('second');
	await expect(results[1]).resolves.toBe('second');
	await expect.poll(() => started).toEqual([0, 1, 2]);

	for (const {resolve} of ends) {
		resolve('done');
	}

	await expect(Promise.all(results)).resolves.toEqual(['done', 'second', 'done', 'done']);
	expect(started).toEqual([0, 1, 2, 3]);
});

test('work that fails rejects its own call and frees its slot', async () => {
	const mutex = createMutex();
	const {works, ends, started} = createWorks(2);
	const results = works.map(work => mutex(work));
	ends[0]?.reject(new Error('it broke'));
	await expect(results[0]).rejects.toThrow('it broke');
	await expect.poll(() => started).toEqual([0, 1]);
	ends[1]?.resolve('done');
	await expect(results[1]).resolves.toBe('done');
});

test('work that throws before its first await frees its slot too', async () => {
	const mutex = createMutex();
	const failing = mutex(() => {
		throw new Error('at once');
	});
	await expect(failing).rejects.toThrow('at once');
	await expect(mutex(async () => 'next')).resolves.toBe('next');
});

test('a call made while a slot is passed on does not overtake the one that waits', async () => {
	const mutex = createMutex();
	const order: string[] = [];
	const first = mutex(async () => {
		order.push('first');
	}).then(() => mutex(async () => void order.push('late')));
	const second = mutex(async () => void order.push('second'));
	await Promise.all([first, second]);
	expect(order).toEqual(['first', 'second', 'late']);
});

test('a keyed mutex holds back work of the same key only', async () => {
	const mutex = createKeyedMutex();
	const {works, ends, started} = createWorks(3);
	const keys = ['/a', '/a', '/b'];
	const results = works.map((work, index) => mutex(keys[index] ?? '', work));
	expect(started).toEqual([0, 2]);

	ends[0]?.reject(new Error('it broke'));
	await expect(results[0]).rejects.toThrow('it broke');
	await expect.poll(() => started).toEqual([0, 2, 1]);
	ends[1]?.resolve('done');
	ends[2]?.resolve('done');
	await Promise.all(results.slice(1));
	await expect(mutex('/a', async () => 'again')).resolves.toBe('again');
});
