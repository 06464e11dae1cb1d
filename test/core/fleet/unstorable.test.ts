import {expect, test} from 'vitest';
import {evolve} from '../../../source/core/fleet/evolve.ts';
import {emptyFleet} from '../../../source/core/fleet/fleet.ts';
import {hasUnstored, selectUnstorable, withUnstored} from '../../../source/core/fleet/unstorable.ts';
import type {EpochMs} from '../../../source/core/ids.ts';

const since = new Date(2026, 0, 5, 14, 3).getTime() as EpochMs;
const pause = {reason: 'disk-full', detail: 'The disk of /shop is full.', since, isUnstored: true} as const;

test('a fleet whose facts cannot be stored says so, since when and why', () => {
	const fleet = withUnstored(emptyFleet, pause);
	expect(hasUnstored(fleet)).toBe(true);
	expect(selectUnstorable(fleet, since)).toBe('Facts cannot be stored since 14:03: The disk of /shop is full.');
	expect(selectUnstorable(withUnstored(emptyFleet, undefined), since)).toBeUndefined();
});

test('the stored pause replaces the one that could not be stored, and its end ends both', () => {
	const paused = evolve(withUnstored(emptyFleet, pause), {
		seq: 1,
		position: 0,
		at: since,
		event: {type: 'queue-paused', reason: 'disk-full'},
	});
	expect(hasUnstored(paused)).toBe(false);
	expect(paused.pauses).toHaveLength(1);
	const after = evolve(paused, {seq: 2, position: 1, at: since, event: {type: 'queue-unpaused', reason: 'disk-full'}});
	expect(after.pauses).toEqual([]);
});
