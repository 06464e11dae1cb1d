import type {RecordedFact} from '../fleet/agent-event.ts';
import {type AgentId, type EpochMs, type RunId, splitAgentId} from '../ids.ts';
import {addUsage, isNoUsage, noUsage, subtractUsage, type TokenUsage} from './token-usage.ts';

/** One report of what a run has used so far: cumulative, so of each run only differences or the last may be added. */
export type LedgerRow = {
	readonly seq: number;
	readonly at: EpochMs;
	readonly agent: AgentId;
	readonly run: RunId;
	/** `undefined`: the whole run; otherwise the part of this model in it. */
	readonly model: string | undefined;
	readonly usage: TokenUsage;
	/** True until the runtime has reported its own figure. */
	readonly isEstimate: boolean;
};

/** What costs are grouped by. */
export type CostBy = 'story' | 'agent' | 'model' | 'day';

/** What was used, and whether part of it is still an estimate. */
export type Spent = {readonly usage: TokenUsage; readonly isEstimate: boolean};

/** A line of `towline cost`. */
export type CostLine = Spent & {
	/** The story, agent, model or day. */
	readonly key: string;
	/** How many runs have a part in it. */
	readonly runs: number;
};

/** The name for usage that a report assigns to no model. */
export const unknownModel = 'unknown';

/** The rows a fact adds to the ledger: the whole run's first, then each model's; none for other facts. */
export function toLedgerRows({event, seq, at, agent, run}: RecordedFact): readonly LedgerRow[] {
	if (event.type !== 'usage-reported' || agent === undefined || run === undefined) {
		return [];
	}

	const {isEstimate} = event;
	const whole = {seq, at, agent, run, model: undefined, usage: event.usage, isEstimate};
	return [whole, ...Object.entries(event.models).map(([model, usage]) => ({...whole, model, usage}))];
}

/**
 * Adds the ledger up. `toDay` names the day of a time, in the person's time zone. Days come in order, everything else
 * with the highest cost first. A run that goes on over midnight is split by what it had reported by then; where its final
 * figure is below the estimate of the day before, the later day's part is negative and the sum still right.
 */
export function costBy(rows: readonly LedgerRow[], by: CostBy, toDay: (at: EpochMs) => string): readonly CostLine[] {
	const lines = new Map<string, CostLine>();

	for (const reports of byRun(rows).values()) {
		for (const {key, usage, isEstimate} of partsOfRun(reports, by, toDay)) {
			const line = lines.get(key) ?? {key, usage: noUsage, isEstimate: false, runs: 0};
			lines.set(key, {
				key,
				usage: addUsage(line.usage, usage),
				isEstimate: line.isEstimate || isEstimate,
				runs: line.runs + 1,
			});
		}
	}

	return [...lines.values()].sort(by === 'day' ? byKey : byCost);
}

/** What was used from a time on: each run's last report, less what it had reported before. */
export function spentSince(rows: readonly LedgerRow[], since: EpochMs): Spent {
	let usage = noUsage;
	let isEstimate = false;

	for (const reports of byRun(rows).values()) {
		const totals = reports.filter(isTotal);
		const last = totals.at(-1);

		if (last && last.at >= since) {
			const before = totals.findLast(row => row.at < since);
			usage = addUsage(usage, subtractUsage(last.usage, before?.usage ?? noUsage));
			isEstimate ||= last.isEstimate;
		}
	}

	return {usage, isEstimate};
}

type Part = Spent & {readonly key: string};

function partsOfRun(reports: readonly LedgerRow[], by: CostBy, toDay: (at: EpochMs) => string): readonly Part[] {
	const totals = reports.filter(isTotal);
	const last = totals.at(-1);

	if (!last) {
		return [];
	}

	switch (by) {
		case 'story':
			return [{...last, key: splitAgentId(last.agent).story}];
		case 'agent':
			return [{...last, key: splitAgentId(last.agent).agentName}];
		case 'model':
			return partsByModel(last, reports);
		case 'day':
			return partsByDay(totals, toDay);
	}
}

/** Only the last report counts: an estimate may have named a model otherwise than the final figure does. */
function partsByModel(last: LedgerRow, reports: readonly LedgerRow[]): readonly Part[] {
	const parts: Part[] = [];
	let rest = last.usage;

	for (const {seq, model, usage, isEstimate} of reports) {
		if (seq === last.seq && model !== undefined) {
			parts.push({key: model, usage, isEstimate});
			rest = subtractUsage(rest, usage);
		}
	}

	return isMoreThanRounding(rest) ? [...parts, {key: unknownModel, usage: rest, isEstimate: last.isEstimate}] : parts;
}

function partsByDay(totals: readonly LedgerRow[], toDay: (at: EpochMs) => string): readonly Part[] {
	const lastOfDay = new Map<string, LedgerRow>(totals.map(row => [toDay(row.at), row]));
	const parts: Part[] = [];
	let before = noUsage;

	for (const [key, {usage, isEstimate}] of lastOfDay) {
		parts.push({key, usage: subtractUsage(usage, before), isEstimate});
		before = usage;
	}

	return parts;
}

function byRun(rows: readonly LedgerRow[]): ReadonlyMap<RunId, readonly LedgerRow[]> {
	const runs = new Map<RunId, LedgerRow[]>();

	for (const row of rows.toSorted((a, b) => a.seq - b.seq)) {
		const reports = runs.get(row.run);

		if (reports) {
			reports.push(row);
		} else {
			runs.set(row.run, [row]);
		}
	}

	return runs;
}

function isTotal(row: LedgerRow): boolean {
	return row.model === undefined;
}

/** Costs are floating-point numbers, so a remainder of zero can be slightly off. */
function isMoreThanRounding(usage: TokenUsage): boolean {
	return !isNoUsage({...usage, costUsd: Math.abs(usage.costUsd ?? 0) < 1e-6 ? undefined : usage.costUsd});
}

function byKey(a: CostLine, b: CostLine): number {
	return a.key < b.key ? -1 : 1;
}

function byCost(a: CostLine, b: CostLine): number {
	return (b.usage.costUsd ?? -1) - (a.usage.costUsd ?? -1) || byKey(a, b);
}
