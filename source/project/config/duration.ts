const unitMs = {s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000} as const;

/** The longest duration, in milliseconds: a leap year. Longer ones are most likely typing errors. */
const longestDurationMs = 366 * unitMs.d;

/** Describes a valid duration; follows the word "expected" in a message. */
export const durationExpectation = 'a duration such as "90s", "15m", "2h" or "30d", at most "366d", or "0" for none';

/** Parses `"15m"` to milliseconds; `undefined` if it is invalid or too long. Only `"0"` may have no unit. */
export function toDurationMs(text: string): number | undefined {
	if (text === '0') {
		return 0;
	}

	const match = /^(\d{1,9})([smhd])$/.exec(text);

	if (!match) {
		return undefined;
	}

	const ms = Number(match[1]) * toUnitMs(match[2]);
	return ms <= longestDurationMs ? ms : undefined;
}

function toUnitMs(unit: string | undefined): number {
	switch (unit) {
		case 's':
			return unitMs.s;
		case 'm':
			return unitMs.m;
		case 'h':
			return unitMs.h;
		default:
			return unitMs.d;
	}
}
