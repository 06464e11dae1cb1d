import {expect, test} from 'vitest';
import {emptyFleet} from '../../../source/core/fleet/fleet.ts';
import type {EpochMs} from '../../../source/core/ids.ts';
import {toFleetToast} from '../../../source/dashboard/feeds/fleet-feed.ts';
import {History} from '../../helpers/facts.ts';

test('a notice is shown when it arrives', () => {
	const history = new History();
	const before = history.fleet;
	history.project({type: 'notice-raised', level: 'error', text: 'towline.toml:3: unknown key.\u001B[2J'});
	expect(toFleetToast(before, history.fleet, history.now)).toEqual({
		level: 'error',
		text: 'towline.toml:3: unknown key.',
	});
	expect(toFleetToast(history.fleet, history.fleet, history.now), 'read already').toBeUndefined();
});

test('a dashboard that was just opened shows recent notices, but not those of yesterday', () => {
	const history = new History();
	history.project({type: 'notice-raised', level: 'warning', text: 'The database was rebuilt.'});
	expect(toFleetToast(emptyFleet, history.fleet, history.now)?.text).toBe('The database was rebuilt.');
	const nextDay = (history.now + 24 * 3_600_000) as EpochMs;
	expect(toFleetToast(emptyFleet, history.fleet, nextDay)).toBeUndefined();
});

test('a file that cannot be a story is reported once', () => {
	const before = new History().fleet;
	const after = new History({refusedFiles: ['stories/a b.md: "a b" cannot be a story\'s id; rename it.']}).fleet;
	expect(toFleetToast(before, after, 0 as EpochMs)?.text).toContain('a b.md');
	expect(toFleetToast(after, after, 0 as EpochMs)).toBeUndefined();
});
