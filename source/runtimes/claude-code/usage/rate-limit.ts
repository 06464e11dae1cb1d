import type {RateLimit, RateWindow} from '../../../core/fleet/rate-limit.ts';
import type {EpochMs} from '../../../core/ids.ts';
import {cleanLine, type Fields, toFields, toNumber, toShare} from '../fields.ts';

/** Reads a `rate_limit_event`; `undefined` if it is invalid. */
export function readRateLimit(frame: Fields): RateLimit | undefined {
	const info = toFields(frame.rate_limit_info);
	const status = info && toStatus(info.status);

	if (!info || !status) {
		return undefined;
	}

	const window = cleanLine(info.rateLimitType, 60);
	const windows = readWindows(info, window);
	return {
		status,
		window,
		resetsAt: readReset(info) ?? (window === undefined ? undefined : windows[window]?.resetsAt),
		isUsingOverage: info.isUsingOverage === true,
		windows,
	};
}

function toStatus(status: unknown): RateLimit['status'] | undefined {
	switch (status) {
		case 'allowed':
		case 'rejected':
			return status;
		case 'allowed_warning':
			return 'warning';
		default:
			return undefined;
	}
}

/** All listed windows, or without a list the window that the event is about. */
function readWindows(info: Fields, window: string | undefined): RateLimit['windows'] {
	const listed = Object.entries(toFields(info.unifiedWindows) ?? {}).slice(0, 20);
	const windows = listed.flatMap(([name, value]) => {
		const fields = toFields(value);
		return fields ? [[cleanLine(name, 60) ?? '', toWindow(fields)] as const] : [];
	});
	const only = window === undefined || windows.length > 0 ? [] : [[window, toWindow(info)] as const];
	return Object.fromEntries([...windows, ...only]);
}

function toWindow(fields: Fields): RateWindow {
	return {
		utilization: toShare(fields.utilization),
		resetsAt: readReset(fields),
		status: cleanLine(fields.status, 60) ?? '',
	};
}

/** `resetsAt` is in Unix seconds; some versions send `reset_at` as RFC 3339. */
function readReset(fields: Fields): EpochMs | undefined {
	const number = toNumber(fields.resetsAt);

	if (number !== undefined) {
		// Seconds stay below this until the year 5138; milliseconds are above it since 1973.
		return plausible(number < 100_000_000_000 ? number * 1000 : number);
	}

	const text = fields.reset_at ?? fields.resetsAt;
	return typeof text === 'string' ? plausible(Date.parse(text)) : undefined;
}

const earliestMs = Date.UTC(2020, 0);
const latestMs = Date.UTC(2100, 0);

/** Ignores a time outside 2020 to 2100, so that a run never waits for it. */
function plausible(ms: number): EpochMs | undefined {
	return ms >= earliestMs && ms <= latestMs ? (ms as EpochMs) : undefined;
}
