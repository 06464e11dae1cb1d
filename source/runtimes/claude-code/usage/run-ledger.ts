import type {RunFact} from '../../../core/fleet/agent-event.ts';
import type {PriceOf} from '../../../core/money/prices.ts';
import {addUsage, noUsage, tokensIn} from '../../../core/money/token-usage.ts';
import {cleanLine, type Fields, rawText, toCost, toCount, toFields} from '../fields.ts';
import {knownContextWindow} from './context-window.ts';
import {createEstimate} from './estimate.ts';
import {addModels, type ModelUsage, readApiUsage, readModelUsage} from './model-usage.ts';

/** The event that reports a run's usage. */
export type UsageReported = Extract<RunFact, {type: 'usage-reported'}>;

/** Counts the usage of one run: the figures that the program reports, plus an estimate for the turn that runs. */
export type RunLedger = {
	/** Sets the session's model as the program names it: `claude-opus-4-8[1m]` for `claude-opus-4-8` of the API. */
	setModel(model: string | undefined, version: string | undefined): void;
	/** Counts an API message that began or continued. */
	countMessage(message: Fields, as: CountedAs): UsageReported | undefined;
	/** Counts the output of a message that is being streamed, as estimated from its text. */
	countStreamed(id: string | undefined, outputTokens: number | undefined): UsageReported | undefined;
	/** Replaces the estimate by the figures of a turn's result. */
	settleTurn(result: Fields): UsageReported | undefined;
	/** The program counts from zero again; the usage so far is kept. */
	reset(): void;
};

export type CountedAs = {
	/** Whether it is in the main conversation, whose context is shown. */
	readonly isMain: boolean;
	/** Whether these are the figures of its end. */
	readonly isFinal: boolean;
};

/**
 * `model_usage_since_last_result` is summed over the results of the process. Versions without it count `modelUsage` from
 * zero per process, so the latest value is used. Messages of the running turn are an estimate, priced if the model's price
 * is known. A result replaces the estimate. Versions without `model_usage_since_last_result` leave a message that was cut off out
 * of their figures, so its estimate is kept. For a result without figures by model, its total cost and its turn's `usage` are used.
 */
export function createRunLedger(priceOf: PriceOf): RunLedger {
	/** Usage before the last reset. */
	let beforeReset: ModelUsage = new Map();
	/** Reported usage since the last reset. */
	let reported: ModelUsage = new Map();
	/** Messages that were cut off and that the program's figures leave out. */
	let unreported: ModelUsage = new Map();
	let reportsSinceLast = false;
	let hasReported = false;
	let estimate = createEstimate(priceOf);
	let sessionModel: string | undefined;
	let contextTokens: number | undefined;
	let contextWindow: number | undefined;
	let lastReport = '';

	const toModelName = (model: string) => (sessionModel?.startsWith(`${model}[`) ? sessionModel : model);

	const report = (): UsageReported | undefined => {
		const models = [reported, unreported, estimate.models()].reduce(addModels, beforeReset);
		const usage = [...models.values()].reduce(addUsage, hasReported ? {...noUsage, costUsd: 0} : noUsage);
		const event: UsageReported = {
			type: 'usage-reported',
			usage,
			models: Object.fromEntries(models),
			isEstimate: !estimate.isEmpty() || unreported.size > 0,
			...(contextTokens === undefined ? {} : {contextTokens}),
			...(contextWindow === undefined ? {} : {contextWindow}),
		};
		const text = JSON.stringify(event);
		const isChanged = text !== lastReport;
		lastReport = text;
		return isChanged ? event : undefined;
	};

	return {
		setModel(model, version) {
			sessionModel = model ?? sessionModel;
			contextWindow ??= knownContextWindow(sessionModel, version);
		},
		countMessage(message, {isMain, isFinal}) {
			const id = rawText(message.id);
			const model = cleanLine(message.model, 100);

			if (!id || !model || !toFields(message.usage)) {
				return undefined;
			}

			const usage = estimate.count({id, model: toModelName(model)}, message.usage, isFinal);
			contextTokens = isMain ? tokensIn(usage) : contextTokens;
			return report();
		},
		countStreamed(id, outputTokens) {
			return id && outputTokens !== undefined && estimate.raiseOutput(id, outputTokens) ? report() : undefined;
		},
		settleTurn(result) {
			const total = readModelUsage(result.modelUsage);
			const sinceLast = readModelUsage(result.model_usage_since_last_result);
			const totalCostUsd = toCost(result.total_cost_usd);
			reportsSinceLast ||= sinceLast !== undefined;
			hasReported ||= totalCostUsd !== undefined;

			if (sinceLast) {
				reported = addModels(reported, sinceLast);
			} else if (!reportsSinceLast && total) {
				reported = total;
			} else if (!reportsSinceLast && totalCostUsd !== undefined) {
				reported = addTurn(reported, {model: sessionModel ?? 'unknown', usage: result.usage, totalCostUsd});
			}

			if (sinceLast ?? total ?? totalCostUsd !== undefined) {
				unreported = !sinceLast && result.is_error === true ? addModels(unreported, estimate.unfinished()) : unreported;
				estimate = createEstimate(priceOf);
			}

			contextWindow = readContextWindow(result, sessionModel) ?? contextWindow;
			return report();
		},
		reset() {
			beforeReset = addModels(beforeReset, reported);
			reported = new Map();
		},
	};
}

/** The size of the context window of the session's model, in tokens. */
function readContextWindow(result: Fields, sessionModel: string | undefined): number | undefined {
	const models = toFields(result.modelUsage) ?? {};
	const entry = toFields(models[sessionModel ?? '']) ?? toFields(Object.values(models)[0]);
	return toCount(entry?.contextWindow) || undefined;
}

/** `usage` covers this turn, `totalCostUsd` the whole process: tokens are added, the cost is replaced. */
function addTurn(
	reported: ModelUsage,
	turn: {readonly model: string; readonly usage: unknown; readonly totalCostUsd: number},
): ModelUsage {
	const known = reported.get(turn.model) ?? noUsage;
	const tokens = addUsage(known, readApiUsage(turn.usage, noUsage));
	return new Map([...reported, [turn.model, {...tokens, costUsd: Math.max(0, turn.totalCostUsd)}]]);
}
