import {expect, test} from 'vitest';
import {toDurationMs} from '../../../source/project/config/duration.ts';

test.for([
	['0', 0],
	['0s', 0],
	['90s', 90_000],
	['15m', 900_000],
	['2h', 7_200_000],
	['30d', 2_592_000_000],
	['366d', 31_622_400_000],
] as const)('%s is %i ms', ([text, ms]) => {
	expect(toDurationMs(text)).toBe(ms);
});

test.for(['', '15', '-1s', '1.5h', '1h30m', '15 m', '15M', '367d', '9999999999s', 'never'])(
	'%j is no duration',
	text => {
		expect(toDurationMs(text)).toBeUndefined();
	},
);
