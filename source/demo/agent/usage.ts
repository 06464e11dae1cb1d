/** Tokens of one or more requests; the four counts add up to the billed tokens. */
export type Usage = {
	readonly input: number;
	readonly output: number;
	readonly cacheWrite: number;
	readonly cacheRead: number;
};

export const noTokens: Usage = {input: 0, output: 0, cacheWrite: 0, cacheRead: 0};

/** US dollars per million tokens. The first pattern that matches the model's name applies. */
const prices: readonly (readonly [model: RegExp, price: Usage])[] = [
	[/opus/, {input: 4, output: 20, cacheWrite: 5, cacheRead: 0.2}],
	[/./, {input: 2, output: 10, cacheWrite: 2.5, cacheRead: 0.1}],
];

/** Adds two usages, count by count. */
export function addTokens(a: Usage, b: Usage): Usage {
	return {
		input: a.input + b.input,
		output: a.output + b.output,
		cacheWrite: a.cacheWrite + b.cacheWrite,
		cacheRead: a.cacheRead + b.cacheRead,
	};
}

/** The cost of a usage in US dollars. */
export function costUsd(model: string, usage: Usage): number {
	const price = prices.find(([pattern]) => pattern.test(model))?.[1] ?? noTokens;
	const micros =
		usage.input * price.input +
		usage.output * price.output +
		usage.cacheWrite * price.cacheWrite +
		usage.cacheRead * price.cacheRead;
	return micros / 1e6;
}

/** Estimates tokens from the text's length, because the demo has no tokenizer. */
export function countTokens(text: string): number {
	return Math.ceil(text.length / 3.6);
}

/** A usage with the API's field names. */
export function toApiUsage(usage: Usage) {
	return {
		input_tokens: usage.input,
		cache_creation_input_tokens: usage.cacheWrite,
		cache_read_input_tokens: usage.cacheRead,
		cache_creation: {ephemeral_5m_input_tokens: usage.cacheWrite, ephemeral_1h_input_tokens: 0},
		output_tokens: usage.output,
		service_tier: 'standard',
	};
}

/** The entry of one model in `modelUsage`. */
export function toModelUsage(model: string, usage: Usage) {
	return {
		inputTokens: usage.input,
		outputTokens: usage.output,
		cacheReadInputTokens: usage.cacheRead,
		cacheCreationInputTokens: usage.cacheWrite,
		webSearchRequests: 0,
		costUSD: costUsd(model, usage),
		contextWindow: 1_000_000,
		maxOutputTokens: 128_000,
		canonicalModel: model,
		provider: 'firstParty',
		costBasis: 'list',
	};
}
