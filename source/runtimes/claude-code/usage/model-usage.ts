import {addUsage, type TokenUsage} from '../../../core/money/token-usage.ts';
import {cleanLine, type Fields, toCost, toCount, toFields} from '../fields.ts';

/** Usage by model. */
export type ModelUsage = ReadonlyMap<string, TokenUsage>;

/** Reads `modelUsage` or `model_usage_since_last_result`; `undefined` when the field is missing. */
export function readModelUsage(value: unknown): ModelUsage | undefined {
	const fields = toFields(value);
	return (
		fields &&
		new Map(
			Object.entries(fields).flatMap(([model, entry]) => {
				const usage = toFields(entry);
				return usage ? [[cleanLine(model, 100) ?? 'unknown', toUsage(usage)] as const] : [];
			}),
		)
	);
}

function toUsage(fields: Fields): TokenUsage {
	return {
		input: toCount(fields.inputTokens),
		output: toCount(fields.outputTokens),
		cacheWrite: toCount(fields.cacheCreationInputTokens),
		cacheRead: toCount(fields.cacheReadInputTokens),
		costUsd: toCost(fields.costUSD),
	};
}

/** Reads `usage` of the API. Missing fields keep their value from `before`. */
export function readApiUsage(value: unknown, before: TokenUsage): TokenUsage {
	const fields = toFields(value) ?? {};
	const known = (field: unknown, otherwise: number) => (typeof field === 'number' ? toCount(field) : otherwise);
	return {
		input: known(fields.input_tokens, before.input),
		output: known(fields.output_tokens, before.output),
		cacheWrite: known(fields.cache_creation_input_tokens, before.cacheWrite),
		cacheRead: known(fields.cache_read_input_tokens, before.cacheRead),
		costUsd: before.costUsd,
	};
}

/** How many of the cache writes are kept for an hour; `before` if the field is missing. */
export function readHourWrites(value: unknown, before: number): number {
	const writes = toFields(toFields(value)?.cache_creation)?.ephemeral_1h_input_tokens;
	return typeof writes === 'number' ? toCount(writes) : before;
}

/** The sum of both for each model. */
export function addModels(a: ModelUsage, b: ModelUsage): ModelUsage {
	const sum = new Map(a);

	for (const [model, usage] of b) {
		const known = sum.get(model);
		sum.set(model, known ? addUsage(known, usage) : usage);
	}

	return sum;
}
