import type {AgentStatus} from '../../core/fleet/agent.ts';
import type {Fleet, ScopedLimit} from '../../core/fleet/fleet.ts';
import {isBlocked, opensAt, type RateWindow} from '../../core/fleet/rate-limit.ts';
import {formatClock} from '../../core/format.ts';
import type {EpochMs} from '../../core/ids.ts';
import {selectBudgetReachedAt} from '../../core/money/forecast.ts';
import type {TokenUsage} from '../../core/money/token-usage.ts';
import {join, type Line, lineWidth} from '../line.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import type {Theme} from '../theme.ts';

/** Counts and sums over all agents. */
export type Summary = {
	readonly counts: Readonly<Record<AgentStatus, number>>;
	readonly usage: TokenUsage;
	/** Whether some agent's cost is estimated rather than reported. */
	readonly isEstimate: boolean;
};

/** What the header is made from. */
export type HeaderData = {
	readonly fleet: Fleet;
	readonly summary: Summary;
	readonly now: EpochMs;
	readonly theme: Theme;
	/** Width of the screen. */
	readonly columns: number;
};

/** From here on a window or a budget is nearly used up. */
export const nearShare = 0.8;
const separator = '   ';

/** A window of one account's quota. */
type Gauge = ScopedLimit & {readonly name: string; readonly window: RateWindow; readonly utilization: number};

/**
 * The budget, and as many windows as fit, those that matter first. Each stands whole or not at all, and none changes its
 * place while it fills.
 */
export function toGaugesLine(data: HeaderData): Line {
	const all = knownGauges(data);
	const areMany = new Set(all.map(({scope}) => scope.credential)).size > 1;
	const budget = budgetGauge(data);
	const shown = new Map<Gauge, Line>();
	let room = data.columns - 1 - budget.reduce((sum, line) => sum + lineWidth(line), 0);

	for (const gauge of byNeed(all, data)) {
		const line = quotaGauge(gauge, data, areMany);
		const wanted = lineWidth(line) + (shown.size + budget.length > 0 ? separator.length : 0);

		if (wanted <= room) {
			shown.set(gauge, line);
			room -= wanted;
		}
	}

	const parts = [...budget, ...all.map(gauge => shown.get(gauge)).filter(line => line !== undefined)];
	return parts.length === 0 ? [] : [{text: ' '}, ...join(parts, separator)];
}

/** Whether there is anything for the line of gauges to say. */
export function hasGauges(data: Pick<HeaderData, 'fleet' | 'now'>): boolean {
	return data.fleet.project?.budgets.projectUsd !== undefined || knownGauges(data).length > 0;
}

/** Once a window has opened again, nobody knows how full it is before an agent asks. */
function knownGauges({fleet, now}: Pick<HeaderData, 'fleet' | 'now'>): readonly Gauge[] {
	return Object.values(fleet.limits).flatMap(scoped =>
		Object.entries(scoped.limit.windows).flatMap(([name, window]): readonly Gauge[] =>
			window.utilization === undefined || (window.resetsAt ?? now + 1) <= now
				? []
				: [{...scoped, name, window, utilization: window.utilization}],
		),
	);
}

/** What is shut or nearly used up, then the fullest of each kind, then the others. */
function byNeed(all: readonly Gauge[], data: HeaderData): readonly Gauge[] {
	const fullest = [...all].sort((a, b) => b.utilization - a.utilization);
	const kinds = new Set<string>();
	const ranks = new Map(
		fullest.map(gauge => {
			const kind = `${gauge.name} ${gauge.scope.model ?? ''}`;
			const isFirst = !kinds.has(kind);
			kinds.add(kind);
			return [gauge, isShut(gauge, data) ? 0 : gauge.utilization >= nearShare ? 1 : isFirst ? 2 : 3];
		}),
	);
	return fullest.sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
}

/** What is spent of the project's budget, and when it will be all of it. */
function budgetGauge(data: HeaderData): readonly Line[] {
	const {fleet, summary, now} = data;
	const budgetUsd = fleet.project?.budgets.projectUsd;

	if (budgetUsd === undefined) {
		return [];
	}

	const share = (summary.usage.costUsd ?? 0) / budgetUsd;
	const tone = share >= 1 ? ('bad' as const) : share >= nearShare ? ('warning' as const) : undefined;
	const reachedAt = toRoundTime(selectBudgetReachedAt(fleet, now));
	return [
		[
			{text: 'budget ', dim: true},
			{text: toBar(share, data), ...(tone && {tone})},
			{text: reachedAt === undefined ? '' : ` reached ~${formatClock(reachedAt, now)}`, dim: true},
		],
	];
}

/** A forecast to the minute would change all the time, and be no truer. */
function toRoundTime(at: EpochMs | undefined): EpochMs | undefined {
	return at === undefined ? undefined : ((Math.round(at / 600_000) * 600_000) as EpochMs);
}

/** A bar and its per cent; shorter where the terminal is narrow. */
function toBar(share: number, {theme, columns}: HeaderData): string {
	const cells = columns < 100 ? 6 : 10;
	const full = Math.max(0, Math.min(cells, Math.round(share * cells)));
	return `${theme.glyphs.full.repeat(full)}${theme.glyphs.empty.repeat(cells - full)} ${Math.round(share * 100)}%`;
}

function isShut({limit, at, name}: Gauge, {now}: HeaderData): boolean {
	return isBlocked(limit) && opensAt(limit, at) > now && (limit.window === name || limit.window === undefined);
}

function quotaGauge(gauge: Gauge, data: HeaderData, areMany: boolean): Line {
	const {scope, name, window, utilization} = gauge;
	const {now, theme} = data;
	const isNear = utilization >= nearShare;
	const tone = isShut(gauge, data) ? ('bad' as const) : isNear ? ('warning' as const) : undefined;
	const hasReset = window.resetsAt !== undefined && (tone !== undefined || name === 'five_hour');
	const account = areMany ? ` ${sanitizeForCell(scope.credential.split('/').at(-1) ?? '')}` : '';
	const model = scope.model ? ` ${sanitizeForCell(scope.model)}` : '';
	return [
		{text: `${gaugeName(name)}${model}${account} `, dim: true},
		{text: toBar(utilization, data), ...(tone && {tone})},
		{text: hasReset ? ` ${theme.glyphs.reset} ${formatClock(window.resetsAt, now)}` : '', dim: true},
	];
}

function gaugeName(window: string): string {
	switch (window) {
		case 'five_hour':
			return '5h';
		case 'seven_day':
			return 'week';
		default:
			return sanitizeForCell(window)
				.replace(/^seven_day_/, 'week ')
				.replaceAll('_', ' ');
	}
}
