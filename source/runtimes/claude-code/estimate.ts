import {costOf, type PriceOf} from '../../core/money/prices.ts';
import {noUsage, type TokenUsage} from '../../core/money/token-usage.ts';
import {type ModelUsage, readApiUsage} from './model-usage.ts';

/** The usage of API messages since the last result. */
export type Estimate = {
	/** Counts a message. Later figures of the same message replace earlier ones. Returns its usage. */
	count(id: string, model: string, apiUsage: unknown): TokenUsage;
	/** The usage by model, with a cost if the model's price is known. */
	models(): ModelUsage;
	isEmpty(): boolean;
};

/** Keeps running sums, so that each message takes constant time. */
export function createEstimate(priceOf: PriceOf): Estimate {
	const messages = new Map<string, {readonly model: string; readonly usage: TokenUsage}>();
	const sums = new Map<string, TokenUsage>();

	const add = (model: string, usage: TokenUsage, sign: 1 | -1) => {
		const sum = sums.get(model) ?? noUsage;
		sums.set(model, {
			input: sum.input + sign * usage.input,
			output: sum.output + sign * usage.output,
			cacheWrite: sum.cacheWrite + sign * usage.cacheWrite,
			cacheRead: sum.cacheRead + sign * usage.cacheRead,
			costUsd: undefined,
		});
	};

	return {
		count(id, model, apiUsage) {
			const known = messages.get(id);
			const usage = readApiUsage(apiUsage, known?.usage ?? noUsage);

			if (known) {
				add(known.model, known.usage, -1);
			}

			add(model, usage, 1);
			messages.set(id, {model, usage});
			return usage;
		},
		models() {
			const entries = [...sums].map(([model, usage]) => {
				const price = priceOf(model);
				return [model, price ? {...usage, costUsd: costOf(usage, price)} : usage] as const;
			});
			return new Map(entries);
		},
		isEmpty: () => messages.size === 0,
	};
}
