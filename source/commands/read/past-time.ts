import {TowlineError} from '../../core/errors.ts';
import {formatClock} from '../../core/format.ts';
import type {EpochMs} from '../../core/ids.ts';
import {toOneLine} from '../../stream/sanitize.ts';

const unitMs: Readonly<Record<string, number>> = {s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000};

/**
 * Parses `8h` (ago), `18:00`, `today`, `yesterday` or a date, in local time. `undefined` if the text is none of these. A
 * date may lie in the future.
 */
export function parsePastTime(text: string, now: EpochMs): EpochMs | undefined {
	const [, count, unit] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];

	if (count !== undefined && unit !== undefined) {
		return (now - Number(count) * (unitMs[unit] ?? 0)) as EpochMs;
	}

	const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];

	if (hours !== undefined && minutes !== undefined) {
		return lastTime(Number(hours), Number(minutes), now);
	}

	switch (text) {
		case 'today':
			return midnight(now, 0);
		case 'yesterday':
			return midnight(now, 1);
		default:
			return toDate(text);
	}
}

/** Like `parsePastTime`. Throws `USAGE` for a text that is not a time, or is one in the future. */
export function readTime(text: string, now: EpochMs): EpochMs {
	const at = parsePastTime(text, now);

	if (at === undefined || at > now) {
		throw new TowlineError('USAGE', `"${toOneLine(text)}" is not a time${at === undefined ? '' : ' in the past'}.`, {
			hint: 'Use 18:00, yesterday, 2026-11-20 or 2026-11-20T18:00, or how long ago: 30m, 8h, 2d.',
		});
	}

	return at;
}

/** Formats a past time briefly: the time alone if recent, with the weekday within a week, otherwise with the date. */
export function formatPastTime(at: EpochMs, now: EpochMs): string {
	const clock = formatClock(at, now);
	return now - at < 6 * 86_400_000 ? clock : `${formatDay(at)} ${clock.slice(-5)}`;
}

/** The local date, `2026-11-20`. */
export function formatDay(at: EpochMs): string {
	const date = new Date(at);
	const part = (number: number) => String(number).padStart(2, '0');
	return `${date.getFullYear()}-${part(date.getMonth() + 1)}-${part(date.getDate())}`;
}

/** The last time the clock showed this. */
function lastTime(hours: number, minutes: number, now: EpochMs): EpochMs {
	const date = new Date(now);
	date.setHours(hours, minutes, 0, 0);

	if (date.getTime() > now) {
		date.setDate(date.getDate() - 1);
	}

	return date.getTime() as EpochMs;
}

/** Uses the calendar, because a day may have 23 or 25 hours. */
function midnight(now: EpochMs, daysAgo: number): EpochMs {
	const date = new Date(now);
	date.setDate(date.getDate() - daysAgo);
	date.setHours(0, 0, 0, 0);
	return date.getTime() as EpochMs;
}

function toDate(text: string): EpochMs | undefined {
	// A date alone means local midnight; `Date.parse` would take it as UTC.
	const full = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text.replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, '$1T');
	const at = /^\d{4}-\d\d-\d\dT/.test(full) ? Date.parse(full) : Number.NaN;
	return Number.isNaN(at) ? undefined : (at as EpochMs);
}
