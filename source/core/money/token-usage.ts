/**
 * What one run has used, cumulative from its start.
 * Counts are whole tokens; `input` excludes both cache counts, so the four add up to what was billed.
 */
export type TokenUsage = {
	readonly input: number;
	readonly output: number;
	readonly cacheWrite: number;
	readonly cacheRead: number;
	/** US dollars as the runtime reported them; `undefined` when it reports none, which is not zero. */
	readonly costUsd: number | undefined;
};

export const noUsage: TokenUsage = {input: 0, output: 0, cacheWrite: 0, cacheRead: 0, costUsd: undefined};

/** The sum of two; a cost is known as soon as one of them knows one. */
export function addUsage(a: TokenUsage, b: TokenUsage): TokenUsage {
	return {
		input: a.input + b.input,
		output: a.output + b.output,
		cacheWrite: a.cacheWrite + b.cacheWrite,
		cacheRead: a.cacheRead + b.cacheRead,
		costUsd: a.costUsd === undefined && b.costUsd === undefined ? undefined : (a.costUsd ?? 0) + (b.costUsd ?? 0),
	};
}

/** What came on top of `b` to make `a`; the cost is unknown only where `a` knows none. */
export function subtractUsage(a: TokenUsage, b: TokenUsage): TokenUsage {
	return {
		input: a.input - b.input,
		output: a.output - b.output,
		cacheWrite: a.cacheWrite - b.cacheWrite,
		cacheRead: a.cacheRead - b.cacheRead,
		costUsd: a.costUsd === undefined ? undefined : a.costUsd - (b.costUsd ?? 0),
	};
}

/** Tokens in, as shown: input alone is nearly nothing when a prompt is cached. */
export function tokensIn(usage: TokenUsage): number {
	return usage.input + usage.cacheWrite + usage.cacheRead;
}

/** Whether nothing at all was used or billed. */
export function isNoUsage(usage: TokenUsage): boolean {
	return tokensIn(usage) === 0 && usage.output === 0 && usage.costUsd === undefined;
}
