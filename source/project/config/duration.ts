const unitMs = {s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000} as const;

/** The longest a duration may be, in milliseconds: a leap year. Longer ones are slips of the pen. */
const longestDurationMs = 366 * unitMs.d;

/** What a duration looks like, for the message about one that does not. */
export const durationExpectation = 'a duration such as "90s", "15m", "2h" or "30d", at most "366d", or "0" for off';

/** Milliseconds of `"15m"`; `undefined` if the text is no duration or too long a one. Only `"0"` may lack its unit. */
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
