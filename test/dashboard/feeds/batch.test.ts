import {expect, test} from 'vitest';
import {commitIntervalMs, createBatch} from '../../../source/dashboard/feeds/batch.ts';
import {createStore} from '../../../source/dashboard/state/store.ts';
import {createFakeClock} from '../../helpers/fake-clock.ts';

function counting() {
	const clock = createFakeClock();
	const store = createStore('');
	let commits = 0;
	store.subscribe(() => commits++);
	const batch = createBatch(store, clock);
	return {clock, store, batch, add: (letter: string) => batch.add(text => text + letter), commits: () => commits};
}

test('the first change is committed at once, those that follow together', () => {
	const {clock, store, add, commits} = counting();
	add('a');
	expect(store.getState()).toBe('a');
	add('b');
	add('c');
	expect(store.getState()).toBe('a');
	clock.advance(commitIntervalMs);
	expect(store.getState()).toBe('abc');
	expect(commits()).toBe(2);
});

test('a flood is committed at most four times a second', () => {
	const {clock, add, commits} = counting();

	for (let ms = 0; ms < 10_000; ms += 5) {
		add('x');
		clock.advance(5);
	}

	expect(commits()).toBeLessThanOrEqual(41);
});

test('after a pause the next change does not wait', () => {
	const {clock, store, add} = counting();
	add('a');
	clock.advance(10 * commitIntervalMs);
	add('b');
	expect(store.getState()).toBe('ab');
	expect(clock.pending).toBe(1);
});

test('what is flushed is not committed again', () => {
	const {clock, store, batch, add} = counting();
	add('a');
	add('b');
	batch.flush();
	clock.advance(commitIntervalMs);
	expect(store.getState()).toBe('ab');
});
