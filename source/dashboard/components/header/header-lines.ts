import type {AgentStatus} from '../../../core/agent.ts';
import type {Fleet, ScopedLimit} from '../../../core/fleet.ts';
import {selectBudgetReachedAt} from '../../../core/forecast.ts';
import {formatClock, formatUsd} from '../../../core/format.ts';
import type {EpochMs} from '../../../core/ids.ts';
import {isBlocked, opensAt, type RateWindow} from '../../../core/rate-limit.ts';
import {isNoUsage} from '../../../core/token-usage.ts';
import {waitingReason} from '../../../core/why.ts';
import {join, type Line, lineOf, lineWidth, spread} from '../../line.ts';
import {tokenWords} from '../../row-words.ts';
import type {Summary} from '../../scene.ts';
import {sanitizeForCell} from '../../text/sanitize-for-cell.ts';
import {lookOf, statusLook, type Theme} from '../../theme.ts';

export type HeaderScene = {
	readonly fleet: Fleet;
	readonly summary: Summary;
	readonly now: EpochMs;
	readonly theme: Theme;
	readonly columns: number;
};

/** Who and how much; the gauges, if a quota is known; what everybody must know. */
export function toHeaderLines(scene: HeaderScene): readonly Line[] {
	const gauges = gaugesLine(scene);
	return [titleLine(scene), ...(gauges.length > 0 ? [gauges] : []), ...pauseLines(scene)];
}

/** In this order: does anybody need me, is anything wrong, what goes on. */
const counted: readonly AgentStatus[] = [
	'needs-input',
	'failed',
	'lost',
	'rate-limited',
	'running',
	'starting',
	'stopping',
	'queued',
	'stopped',
	'completed',
];
/** Only these are worth a word, where there is room; the others are known by their glyph. */
const everyWord: ReadonlySet<AgentStatus> = new Set(['needs-input', 'failed', 'running']);
const needWord: ReadonlySet<AgentStatus> = new Set(['needs-input']);
const noWord: ReadonlySet<AgentStatus> = new Set();

function titleLine({fleet, summary, theme, columns}: HeaderScene): Line {
	const {project} = fleet;
	const name = project ? sanitizeForCell(project.name) : '';
	const left: Line = [
		{text: ' towline', bold: true},
		{text: `  ${name}`},
		...(project?.base ? [{text: ` ${theme.glyphs.branch} ${sanitizeForCell(project.base)}`, dim: true}] : []),
	];
	const budget = project?.budgets.projectUsd;
	const spent = formatUsd(summary.usage.costUsd, summary.isEstimate);
	const money = `${spent}${budget === undefined ? '' : `/$${budget}`}`;
	const sums: readonly Line[] = isNoUsage(summary.usage)
		? []
		: [lineOf(tokenWords(summary.usage), {dim: true}), lineOf(`${money} `, {bold: true})];
	// From the fullest to the barest: what comes later says less, and fits where the former did not.
	const variants = [
		join([...countsOf(summary, theme, everyWord), ...sums], '  '),
		join([...countsOf(summary, theme, needWord), ...sums], '  '),
		join([join(countsOf(summary, theme, needWord), ' '), ...sums], '  '),
		join([join(countsOf(summary, theme, noWord), ' '), ...sums], '  '),
		join([...countsOf(summary, theme, noWord), ...sums.slice(1)], ' '),
		join(countsOf(summary, theme, noWord), ' '),
	];
	const right = variants.find(line => lineWidth(line) + lineWidth(left) + 2 <= columns) ?? variants.at(-1) ?? [];
	return spread(left, right, columns);
}

function countsOf({counts}: Summary, {glyphs}: Theme, worded: ReadonlySet<AgentStatus>): readonly Line[] {
	return counted
		.filter(status => counts[status] > 0)
		.map(status => {
			const word = worded.has(status) ? ` ${countWord(status, counts[status])}` : '';
			return lineOf(`${glyphs.status[status]} ${counts[status]}${word}`, lookOf(status));
		});
}

function countWord(status: AgentStatus, count: number): string {
	return status === 'needs-input' ? `need${count === 1 ? 's' : ''} you` : statusLook[status].label;
}

/** A window of one account's quota. */
type Gauge = ScopedLimit & {readonly name: string; readonly window: RateWindow};

function gaugesLine(scene: HeaderScene): Line {
	const {fleet, columns} = scene;
	const all = Object.values(fleet.limits).flatMap(scoped =>
		Object.entries(scoped.limit.windows).map(([name, window]): Gauge => ({...scoped, name, window})),
	);
	const known = all.filter(({window}) => window.utilization !== undefined);
	const accounts = new Set(known.map(({scope}) => scope.credential));
	const gauges = [...budgetGauge(scene), ...known.map(gauge => quotaGauge(gauge, scene, accounts.size > 1))];
	return gauges.length === 0 ? [] : spread([{text: ' '}, ...join(gauges, '   ')], [], columns);
}

/** What is spent of the project's budget, and when it will be all of it. */
function budgetGauge(scene: HeaderScene): readonly Line[] {
	const {fleet, summary, now} = scene;
	const budgetUsd = fleet.project?.budgets.projectUsd;

	if (budgetUsd === undefined) {
		return [];
	}

	const share = (summary.usage.costUsd ?? 0) / budgetUsd;
	const tone = share >= 1 ? ('bad' as const) : share >= 0.8 ? ('warning' as const) : undefined;
	const reachedAt = toRoundTime(selectBudgetReachedAt(fleet, now));
	return [
		[
			{text: 'budget ', dim: true},
			{text: toBar(share, scene), ...(tone && {tone})},
			{text: reachedAt === undefined ? '' : ` all about ${formatClock(reachedAt, now)}`, dim: true},
		],
	];
}

/** A forecast to the minute would change all the time, and be no truer. */
function toRoundTime(at: EpochMs | undefined): EpochMs | undefined {
	return at === undefined ? undefined : ((Math.round(at / 600_000) * 600_000) as EpochMs);
}

/** A bar and its per cent; shorter where the terminal is narrow. */
function toBar(share: number, {theme, columns}: HeaderScene): string {
	const cells = columns < 100 ? 6 : 10;
	const full = Math.max(0, Math.min(cells, Math.round(share * cells)));
	return `${theme.glyphs.full.repeat(full)}${theme.glyphs.empty.repeat(cells - full)} ${Math.round(share * 100)}%`;
}

function quotaGauge({scope, limit, at, name, window}: Gauge, scene: HeaderScene, isOneOfMany: boolean): Line {
	const {now, theme} = scene;
	const {utilization = 0, resetsAt} = window;
	const isShut = isBlocked(limit) && opensAt(limit, at) > now && (limit.window === name || limit.window === undefined);
	const isNear = utilization >= 0.8;
	const tone = isShut ? ('bad' as const) : isNear ? ('warning' as const) : undefined;
	const hasReset = resetsAt !== undefined && (isNear || isShut || name === 'five_hour');
	const account = isOneOfMany ? ` ${sanitizeForCell(scope.credential.split('/').at(-1) ?? '')}` : '';
	const model = scope.model ? ` ${sanitizeForCell(scope.model)}` : '';
	return [
		{text: `${gaugeName(name)}${model}${account} `, dim: true},
		{text: toBar(utilization, scene), ...(tone && {tone})},
		{text: hasReset ? ` ${theme.glyphs.reset} ${formatClock(resetsAt, now)}` : '', dim: true},
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

function pauseLines({fleet, now}: HeaderScene): readonly Line[] {
	const [pause] = fleet.pauses;

	if (!pause) {
		return [];
	}

	const reason = waitingReason({kind: 'paused', reason: pause.reason, detail: pause.detail}, now);
	const words = sanitizeForCell(reason);
	const tone = pause.reason === 'user' ? ('warning' as const) : ('bad' as const);
	return [
		lineOf(
			` ${words.charAt(0).toUpperCase()}${words.slice(1)}: what runs goes on, nothing new starts.${pause.reason === 'user' ? ' P goes on.' : ''}`,
			{tone},
		),
	];
}
