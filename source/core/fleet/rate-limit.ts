import type {EpochMs} from '../ids.ts';

/** One window of an account's rate limit, as the runtime names it: `five_hour`, `seven_day`, `seven_day_opus` ... */
export type RateWindow = {
	/** 0 to 1, and above when overrun. */
	readonly utilization: number | undefined;
	readonly resetsAt: EpochMs | undefined;
	readonly status: string;
};

/** What a runtime last reported about the rate limit of its account. */
export type RateLimit = {
	readonly status: 'allowed' | 'warning' | 'rejected';
	/** The window that decided, `five_hour`; `undefined` when the runtime names none. */
	readonly window: string | undefined;
	/** When that window opens again; `undefined` when the runtime does not say. */
	readonly resetsAt: EpochMs | undefined;
	/** Paid overage is in use: a rejection then blocks nothing. */
	readonly isUsingOverage: boolean;
	/** Every window that was reported, by name. */
	readonly windows: Readonly<Record<string, RateWindow>>;
};

/** What a rate limit applies to: all agents of this scope share it. */
export type RateScope = {
	readonly runtime: string;
	/** The login in use: its folder, or `#` and a hash of its token. Two folders or tokens are two accounts. */
	readonly credential: string;
	/** Only for windows of one model (`seven_day_opus`): the model's family, `opus`. */
	readonly model: string | undefined;
};

/** How long to wait after a rejection without a reset time. */
export const unknownResetDelayMs = 5 * 60_000;

/** `allowed` comes at the start of every subscription run, and overage pays for what is over: neither blocks. */
export function isBlocked(limit: RateLimit): boolean {
	return limit.status === 'rejected' && !limit.isUsingOverage;
}

/** When a limit seen at `at` opens again. */
export function opensAt(limit: RateLimit, at: EpochMs): EpochMs {
	return limit.resetsAt ?? ((at + unknownResetDelayMs) as EpochMs);
}

/**
 * Whether a limit seen at `at` is closed now. One without a reset time that was seen in the future is open: the clock was set back
 * since, so how long it has been closed is unknown.
 */
export function isClosed(limit: RateLimit, at: EpochMs, now: EpochMs): boolean {
	return isBlocked(limit) && opensAt(limit, at) > now && (limit.resetsAt !== undefined || at <= now);
}

/** A scope as a key of a record; unambiguous, because the parts are JSON. */
export function scopeKey(scope: RateScope): string {
	return JSON.stringify([scope.runtime, scope.credential, scope.model ?? null]);
}
