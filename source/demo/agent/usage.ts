/** Tokens of one or more requests; the four add up to what is billed. */
export type Usage = {
	readonly input: number;
	readonly output: number;
	readonly cacheWrite: number;
	readonly cacheRead: number;
};

export const noTokens: Usage = {input: 0, output: 0, cacheWrite: 0, cacheRead: 0};

/** US dollars per million tokens, by the model's name; what is not listed is billed as the last. */
const prices: readonly (readonly [model: RegExp, price: Usage])[] = [
	[/opus/, {input: 4, output: 20, cacheWrite: 5, cacheRead: 0.2}],
	[/./, {input: 2, output: 10, cacheWrite: 2.5, cacheRead: 0.1}],
];

export function addTokens(a: Usage, b: Usage): Usage {
	return {
		input: a.input + b.input,
		output: a.output + b.output,
		cacheWrite: a.cacheWrite + b.cacheWrite,
		cacheRead: a.cacheRead + b.cacheRead,
	};
}

export function costUsd(model: string, usage: Usage): number {
	const price = prices.find(([pattern]) => pattern.test(model))?.[1] ?? noTokens;
	const micros =
		usage.input * price.input +
		usage.output * price.output +
		usage.cacheWrite * price.cacheWrite +
		usage.cacheRead * price.cacheRead;
	return micros / 1e6;
}

/** As long as text is, roughly: the demo has no tokenizer. */
export function countTokens(text: string): number {
	return Math.ceil(text.length / 3.6);
}

/** In the API's words. */
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

/** One model's part of `modelUsage`. */
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
