import {costOf, type PriceOf} from '../../core/money/prices.ts';
import {noUsage, type TokenUsage} from '../../core/money/token-usage.ts';
import {type ModelUsage, readApiUsage} from './model-usage.ts';

/** What the API's messages have used since the last result. */
export type Estimate = {
	/** Counts a message once, however many frames tell of it: the latest figures replace the earlier. Returns them. */
	count(id: string, model: string, apiUsage: unknown): TokenUsage;
	/** By model, with a cost where the model's price is known. */
	models(): ModelUsage;
	isEmpty(): boolean;
};

/** Sums as it goes, so that a turn of many messages costs no more per message than a short one. */
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
