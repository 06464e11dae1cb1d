import type {RunFact} from '../../core/fleet/agent-event.ts';
import type {PriceOf} from '../../core/money/prices.ts';
import {addUsage, noUsage, tokensIn} from '../../core/money/token-usage.ts';
import {createEstimate} from './estimate.ts';
import {cleanLine, type Fields, rawText, toCount, toFields, toNumber} from './fields.ts';
import {addModels, type ModelUsage, readApiUsage, readModelUsage} from './model-usage.ts';

export type UsageReported = Extract<RunFact, {type: 'usage-reported'}>;

/** What one run has used: the program's own figures, and until they come, an estimate from the API's. */
export type RunLedger = {
	/** The model of the session, as the program names it: `claude-opus-4-8[1m]` where the API says `claude-opus-4-8`. */
	setModel(model: string | undefined): void;
	/** An API message began or went on. `isMain`: of the main conversation, whose context is shown. */
	countMessage(message: Fields, isMain: boolean): UsageReported | undefined;
	/** A turn ended: its figures replace the estimate. */
	settleTurn(result: Fields): UsageReported | undefined;
	/** The program starts counting from zero again; what this run has used stays used. */
	reset(): void;
};

/**
 * The rules: `model_usage_since_last_result` is summed over the results of the process. A version without it counts
 * `modelUsage` from zero per process, so there the latest wins. Messages of the turn that runs are an estimate, priced
 * where the model's price is known; a result replaces it, also one that reports nothing (as older versions do of an
 * interrupted turn). A result without any figures by model is taken by its total and its turn's `usage`.
 */
export function createRunLedger(priceOf: PriceOf): RunLedger {
	/** Of before the last reset. */
	let before: ModelUsage = new Map();
	let own: ModelUsage = new Map();
	let reportsOwnPart = false;
	let hasReported = false;
	let live = createEstimate(priceOf);
	let sessionModel: string | undefined;
	let contextTokens: number | undefined;
	let contextWindow: number | undefined;
	let lastReport = '';

	const toModelName = (model: string) => (sessionModel?.startsWith(`${model}[`) ? sessionModel : model);

	const report = (): UsageReported | undefined => {
		const models = addModels(addModels(before, own), live.models());
		const usage = [...models.values()].reduce(addUsage, hasReported ? {...noUsage, costUsd: 0} : noUsage);
		const event: UsageReported = {
			type: 'usage-reported',
			usage,
			models: Object.fromEntries(models),
			isEstimate: !live.isEmpty(),
			...(contextTokens === undefined ? {} : {contextTokens}),
			...(contextWindow === undefined ? {} : {contextWindow}),
		};
		const text = JSON.stringify(event);
		const isChanged = text !== lastReport;
		lastReport = text;
		return isChanged ? event : undefined;
	};

	return {
		setModel(model) {
			sessionModel = model ?? sessionModel;
		},
		countMessage(message, isMain) {
			const id = rawText(message.id);
			const model = cleanLine(message.model, 100);

			if (!id || !model || !toFields(message.usage)) {
				return undefined;
			}

			const usage = live.count(id, toModelName(model), message.usage);
			contextTokens = isMain ? tokensIn(usage) : contextTokens;
			return report();
		},
		settleTurn(result) {
			const total = readModelUsage(result.modelUsage);
			const part = readModelUsage(result.model_usage_since_last_result);
			const bill = toNumber(result.total_cost_usd);
			reportsOwnPart ||= part !== undefined;
			hasReported ||= bill !== undefined;

			if (part) {
				own = addModels(own, part);
			} else if (!reportsOwnPart && total) {
				own = total;
			} else if (!reportsOwnPart && bill !== undefined) {
				own = addTurn(own, {model: sessionModel ?? 'unknown', usage: result.usage, bill});
			}

			if (part ?? total ?? bill !== undefined) {
				live = createEstimate(priceOf);
			}

			contextWindow = readContextWindow(result, sessionModel) ?? contextWindow;
			return report();
		},
		reset() {
			before = addModels(before, own);
			own = new Map();
		},
	};
}

/** The most that the session's model takes. */
function readContextWindow(result: Fields, sessionModel: string | undefined): number | undefined {
	const models = toFields(result.modelUsage) ?? {};
	const entry = toFields(models[sessionModel ?? '']) ?? toFields(Object.values(models)[0]);
	return toCount(entry?.contextWindow) || undefined;
}

/** `usage` is of this turn, the bill of the whole process: its tokens are added, its cost is the latest. */
function addTurn(
	own: ModelUsage,
	turn: {readonly model: string; readonly usage: unknown; readonly bill: number},
): ModelUsage {
	const known = own.get(turn.model) ?? noUsage;
	const tokens = addUsage(known, readApiUsage(turn.usage, noUsage));
	return new Map([...own, [turn.model, {...tokens, costUsd: Math.max(0, turn.bill)}]]);
}
