import type {TokenUsage} from './token-usage.ts';

/** US dollars per million tokens. */
export type ModelPrice = {
	readonly input: number;
	readonly output: number;
	readonly cacheRead: number;
	/** For the usual five minutes. */
	readonly cacheWrite: number;
};

/** The price of a model, or `undefined` when nobody knows it: an estimate then has tokens and no dollars. */
export type PriceOf = (model: string) => ModelPrice | undefined;

/**
 * What Claude Code 2.1.328 bills, for estimates while a turn runs; the program's own figure replaces them. None is from
 * a price list: each was measured by running the program against an API of our own that served known token counts, and
 * the recorded runs agree. Requests beyond a model's usual context can cost more.
 */
const listPrices: Readonly<Record<string, ModelPrice>> = {
	'claude-fable-5': {input: 10, output: 50, cacheRead: 1, cacheWrite: 12.5},
	'claude-haiku-4-5': {input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25},
	'claude-haiku-5-5': {input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite: 0.125},
	'claude-opus-4-5': {input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25},
	'claude-opus-4-6': {input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25},
	'claude-opus-4-8': {input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25},
	'claude-opus-5': {input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25},
	'claude-opus-5-5': {input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5},
	'claude-sonnet-4-5': {input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75},
	'claude-sonnet-4-6': {input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75},
	'claude-sonnet-5': {input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5},
	'claude-sonnet-5-5': {input: 2, output: 10, cacheRead: 0.1, cacheWrite: 2.5},
};

/**
 * Looks a model up by name, without a date (`-20261001`) or a variant (`[1m]`) at its end. `own` comes first: what the
 * configuration says. Another version of a known model is another model: its price is not guessed.
 */
export function createPriceOf(own: Readonly<Record<string, ModelPrice>> = {}): PriceOf {
	return model => find(own, model) ?? find(listPrices, model);
}

function find(prices: Readonly<Record<string, ModelPrice>>, model: string): ModelPrice | undefined {
	const names = [model, model.replace(/\[.*$/, ''), model.replace(/(?:[-@]\d{8})?(?:\[.*)?$/, '')];
	const name = names.find(candidate => Object.hasOwn(prices, candidate));
	return name === undefined ? undefined : prices[name];
}

/** A cache write that is kept for an hour costs this much more, as a share of one for five minutes; measured for every model. */
const hourSurcharge = 0.6;

/** What these tokens cost at this price, in US dollars. `hourWrites`: how many of the cache writes are kept for an hour. */
export function costOf(usage: TokenUsage, price: ModelPrice, hourWrites = 0): number {
	return (
		(usage.input * price.input +
			usage.output * price.output +
			usage.cacheRead * price.cacheRead +
			(usage.cacheWrite + hourWrites * hourSurcharge) * price.cacheWrite) /
		1_000_000
	);
}
