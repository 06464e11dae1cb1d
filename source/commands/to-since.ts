import type {EpochMs} from '../core/ids.ts';

const unitMs: Readonly<Record<string, number>> = {s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000};

/** A time in the past as people write it: `8h` ago, `18:00` where this runs, a date; `undefined` if it is none. */
export function toSince(text: string, now: EpochMs): EpochMs | undefined {
	const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];

	if (count !== undefined && unit !== undefined) {
		return (now - Number(count) * (unitMs[unit] ?? 0)) as EpochMs;
	}

	const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
	return hours === undefined || minutes === undefined ? toDate(text) : lastTime(Number(hours), Number(minutes), now);
}

/** A time of day is the last one that was. */
function lastTime(hours: number, minutes: number, now: EpochMs): EpochMs {
	const date = new Date(now);
	date.setHours(hours, minutes, 0, 0);

	if (date.getTime() > now) {
		date.setDate(date.getDate() - 1);
	}

	return date.getTime() as EpochMs;
}

function toDate(text: string): EpochMs | undefined {
	// A date alone means its midnight here, which `Date` would take for the one in Greenwich.
	const full = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text;
	const at = /^\d{4}-\d\d-\d\dT/.test(full) ? Date.parse(full) : Number.NaN;
	return Number.isNaN(at) ? undefined : (at as EpochMs);
}
