import type {EpochMs} from './ids.ts';

/** What stands where there is no value. */
export const absent = '-';

/** `0:48`, `6:40`, `1:02:33`, `26:10:00`: whole seconds, rounded down so that a running clock never shows the future. */
export function formatElapsed(elapsedMs: number | undefined): string {
	if (elapsedMs === undefined) {
		return absent;
	}

	const seconds = Math.max(0, Math.floor(elapsedMs / 1000));
	const hours = Math.floor(seconds / 3600);
	const minutes = Math.floor(seconds / 60) % 60;
	const tail = String(seconds % 60).padStart(2, '0');
	return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

/** `$0.61`, `$1,204.50`, `~$0.42` for an estimate; `<$0.01` for less than half a cent, so that only nothing is `$0.00`. */
export function formatUsd(costUsd: number | undefined, isEstimate = false): string {
	if (costUsd === undefined || !Number.isFinite(costUsd)) {
		return absent;
	}

	const sign = isEstimate ? '~' : '';
	return costUsd > 0 && costUsd < 0.005 ? `${sign}<$0.01` : `${sign}$${withCommas(costUsd.toFixed(2))}`;
}

/** By hand: making an `Intl.NumberFormat` takes 8 ms, which every start of `towline ps` would wait for. */
function withCommas(number: string): string {
	return number.replace(/\B(?=(\d{3})+\.)/g, ',');
}

/** `0`, `940`, `4.1k`, `18k`, `1.2M`: at most five characters, however many tokens. */
export function formatCount(count: number): string {
	if (count < 1000) {
		return String(Math.round(count));
	}

	const unit = units.find(({size}) => count < size * 999.5) ?? units[units.length - 1];
	const scaled = count / (unit?.size ?? 1);
	return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}${unit?.letter ?? ''}`;
}

const units = [
	{size: 1e3, letter: 'k'},
	{size: 1e6, letter: 'M'},
	{size: 1e9, letter: 'G'},
];

/** `0.5M`, `340M`, `1.2G`: memory, in units of 1024. */
export function formatBytes(bytes: number): string {
	const mebibytes = bytes / 1024 ** 2;
	return mebibytes < 999.5 ? `${toThree(mebibytes)}M` : `${toThree(mebibytes / 1024)}G`;
}

function toThree(value: number): string {
	return value < 9.95 ? value.toFixed(1) : String(Math.round(value));
}

/** The time of day where this runs, `14:05`; with the day in front when it is not within 18 hours of `now`. */
export function formatClock(at: EpochMs, now: EpochMs): string {
	const date = new Date(at);
	const clock = `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
	return Math.abs(at - now) < 18 * 3_600_000 ? clock : `${weekdays[date.getDay()]} ${clock}`;
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** The first eight characters of a session's id, which are enough to tell sessions apart. */
export function formatSession(session: string | undefined): string {
	return session?.slice(0, 8) ?? absent;
}

/** `1 story`, `2 stories`; `many` where an `s` at the end is not enough. */
export function formatNumberOf(count: number, one: string, many = `${one}s`): string {
	return `${count} ${count === 1 ? one : many}`;
}
