import {costOf, type PriceOf} from '../../../core/money/prices.ts';
import {addUsage, noUsage, subtractUsage, type TokenUsage} from '../../../core/money/token-usage.ts';
import {type ModelUsage, readApiUsage, readHourWrites} from './model-usage.ts';

/** The usage of API messages since the last result. */
export type Estimate = {
	/**
	 * Counts a message. Later figures of the same message replace earlier ones; `isFinal` says that none follow. Returns its usage.
	 */
	count(message: {readonly id: string; readonly model: string}, apiUsage: unknown, isFinal: boolean): TokenUsage;
	/** Raises the output of a message that is being streamed to what its text suggests. Returns whether that changed anything. */
	raiseOutput(id: string, outputTokens: number): boolean;
	/** The usage by model, with a cost if the model's price is known. */
	models(): ModelUsage;
	/** The usage of the messages without final figures: those that were cut off. */
	unfinished(): ModelUsage;
	isEmpty(): boolean;
};

/** `hourWrites`: how many of the cache writes are kept for an hour, which costs more. */
type Counted = {readonly usage: TokenUsage; readonly hourWrites: number};
type Message = Counted & {readonly model: string; readonly isFinal: boolean};

const nothing: Counted = {usage: noUsage, hourWrites: 0};

/** Keeps running sums, so that each message takes constant time. */
export function createEstimate(priceOf: PriceOf): Estimate {
	const messages = new Map<string, Message>();
	const sums = new Map<string, Counted>();

	const replace = (id: string, message: Message) => {
		const known = messages.get(id);

		if (known) {
			sums.set(known.model, subtract(sums.get(known.model) ?? nothing, known));
		}

		sums.set(message.model, add(sums.get(message.model) ?? nothing, message));
		messages.set(id, message);
	};

	const toModels = (counted: ReadonlyMap<string, Counted>): ModelUsage =>
		new Map(
			[...counted].map(([model, {usage, hourWrites}]) => {
				const price = priceOf(model);
				return [model, price ? {...usage, costUsd: costOf(usage, price, hourWrites)} : usage] as const;
			}),
		);

	return {
		count({id, model}, apiUsage, isFinal) {
			const known = messages.get(id);
			const usage = readApiUsage(apiUsage, known?.usage ?? noUsage);
			replace(id, {model, usage, hourWrites: readHourWrites(apiUsage, known?.hourWrites ?? 0), isFinal});
			return usage;
		},
		raiseOutput(id, outputTokens) {
			const known = messages.get(id);

			if (!known || known.isFinal || outputTokens <= known.usage.output) {
				return false;
			}

			replace(id, {...known, usage: {...known.usage, output: outputTokens}});
			return true;
		},
		models: () => toModels(sums),
		unfinished() {
			const cut = new Map<string, Counted>();

			for (const message of messages.values()) {
				if (!message.isFinal) {
					cut.set(message.model, add(cut.get(message.model) ?? nothing, message));
				}
			}

			return toModels(cut);
		},
		isEmpty: () => messages.size === 0,
	};
}

function add(a: Counted, b: Counted): Counted {
	return {usage: addUsage(a.usage, b.usage), hourWrites: a.hourWrites + b.hourWrites};
}

function subtract(a: Counted, b: Counted): Counted {
	return {usage: subtractUsage(a.usage, b.usage), hourWrites: a.hourWrites - b.hourWrites};
}
