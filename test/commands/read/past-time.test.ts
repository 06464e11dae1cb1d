import {expect, test} from 'vitest';
import {parsePastTime} from '../../../source/commands/read/past-time.ts';
import type {EpochMs} from '../../../source/core/ids.ts';

const now = new Date(2026, 2, 2, 12, 30).getTime() as EpochMs;

test.for([
	['90s', new Date(2026, 2, 2, 12, 28, 30)],
	['8h', new Date(2026, 2, 2, 4, 30)],
	['2d', new Date(2026, 1, 28, 12, 30)],
	['9:15', new Date(2026, 2, 2, 9, 15)],
	['18:00', new Date(2026, 2, 1, 18, 0)],
	['1w', new Date(2026, 1, 23, 12, 30)],
	['today', new Date(2026, 2, 2)],
	['yesterday', new Date(2026, 2, 1)],
	['2026-02-28 08:00', new Date(2026, 1, 28, 8)],
	['2026-02-28', new Date(2026, 1, 28)],
	['2026-02-28T08:00', new Date(2026, 1, 28, 8)],
] as const)('%s is parsed', ([text, date]) => {
	expect(parsePastTime(text, now)).toBe(date.getTime());
});

test.for(['yore', '', '25:00', '8', '8y', '2026-13-40', 'constructor'])('"%s" is not a time', text => {
	expect(parsePastTime(text, now)).toBeUndefined();
});
