import type {AgentStatus} from '../../core/fleet/agent.ts';
import {statusesByUrgency, statusTraits} from '../../core/fleet/status.ts';
import {selectUnstorable} from '../../core/fleet/unstorable.ts';
import {formatUsd} from '../../core/format.ts';
import type {EpochMs} from '../../core/ids.ts';
import {selectSpentSince} from '../../core/money/spending.ts';
import {isNoUsage} from '../../core/money/token-usage.ts';
import {waitingReason} from '../../core/status/why.ts';
import {join, type Line, lineOf, lineWidth, spread} from '../line.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import {lookOf, type Theme} from '../theme.ts';
import {tokenWords} from './agent-words.ts';
import {type HeaderData, nearShare, type Summary, toGaugesLine} from './gauges.ts';

/** Who and how much; the gauges, if a quota is known; what everybody must know. */
export function toHeaderLines(data: HeaderData): readonly Line[] {
	const gauges = toGaugesLine(data);
	return [titleLine(data), ...(gauges.length > 0 ? [gauges] : []), ...pauseLines(data)];
}

/** How a count is shown: never, by its glyph alone, with its word where there is room, or with its word if any fits. */
type CountLook = 'hidden' | 'glyph' | 'word' | 'word-first';

const countLooks: Readonly<Record<AgentStatus, CountLook>> = {
	idle: 'hidden',
	queued: 'glyph',
	starting: 'glyph',
	running: 'word',
	'needs-input': 'word-first',
	stopping: 'glyph',
	completed: 'glyph',
	failed: 'word',
	stopped: 'glyph',
	'rate-limited': 'glyph',
	lost: 'glyph',
};
const everyWord: readonly CountLook[] = ['word', 'word-first'];
const needWord: readonly CountLook[] = ['word-first'];
const noWord: readonly CountLook[] = [];

function titleLine({fleet, summary, now, theme, columns}: HeaderData): Line {
	const {project} = fleet;
	const name = project ? sanitizeForCell(project.name) : '';
	const left: Line = [
		{text: ' towline', bold: true},
		{text: `  ${name}`},
		...(project?.base ? [{text: ` ${theme.glyphs.branch} ${sanitizeForCell(project.base)}`, dim: true}] : []),
	];
	const budget = project?.budgets.projectUsd;
	const spent = formatUsd(summary.usage.costUsd, summary.isEstimate);
	const today = toTodayLine({fleet, summary, now});
	const money = `${today ? 'total ' : ''}${spent}${budget === undefined ? '' : `/$${budget}`}`;
	const sums: readonly Line[] = isNoUsage(summary.usage)
		? []
		: [lineOf(tokenWords(summary.usage), {dim: true}), ...(today ? [today] : []), lineOf(`${money} `, {bold: true})];
	// From the fullest to the barest: what comes later says less, and fits where the former did not.
	const variants = [
		join([...countsOf(summary, theme, everyWord), ...sums], '  '),
		join([...countsOf(summary, theme, needWord), ...sums], '  '),
		join([join(countsOf(summary, theme, needWord), ' '), ...sums], '  '),
		join([join(countsOf(summary, theme, noWord), ' '), ...sums], '  '),
		join([...countsOf(summary, theme, noWord), ...sums.slice(1)], ' '),
		join([...countsOf(summary, theme, noWord), ...sums.slice(2)], ' '),
		join(countsOf(summary, theme, noWord), ' '),
	];
	const right = variants.find(line => lineWidth(line) + lineWidth(left) + 2 <= columns) ?? variants.at(-1) ?? [];
	return spread(left, right, columns);
}

/** Today's spending, with the day's budget; `undefined` where neither says more than the total does. */
function toTodayLine({fleet, summary, now}: Pick<HeaderData, 'fleet' | 'summary' | 'now'>): Line | undefined {
	const budgetUsd = fleet.project?.budgets.dayUsd;
	const spentUsd = selectSpentSince(fleet, midnightBefore(now));

	if (budgetUsd === undefined) {
		const isAll = Math.abs(spentUsd - (summary.usage.costUsd ?? 0)) < 0.005;
		return isAll ? undefined : lineOf(`today ${formatUsd(spentUsd, summary.isEstimate)}`, {bold: true});
	}

	const share = spentUsd / budgetUsd;
	const tone = share >= 1 ? ('bad' as const) : share >= nearShare ? ('warning' as const) : undefined;
	return lineOf(`today ${formatUsd(spentUsd, summary.isEstimate)}/$${budgetUsd}`, {bold: true, ...(tone && {tone})});
}

/** The last midnight in the person's time zone. */
function midnightBefore(now: EpochMs): EpochMs {
	return new Date(now).setHours(0, 0, 0, 0) as EpochMs;
}

function countsOf({counts}: Summary, {glyphs}: Theme, worded: readonly CountLook[]): readonly Line[] {
	return statusesByUrgency
		.filter(status => counts[status] > 0 && countLooks[status] !== 'hidden')
		.map(status => {
			const word = worded.includes(countLooks[status]) ? ` ${countWord(status, counts[status])}` : '';
			return lineOf(`${glyphs.status[status]} ${counts[status]}${word}`, lookOf(status));
		});
}

function countWord(status: AgentStatus, count: number): string {
	return status === 'needs-input' ? `need${count === 1 ? 's' : ''} you` : statusTraits[status].label;
}

function pauseLines({fleet, now}: HeaderData): readonly Line[] {
	const [pause] = fleet.pauses;

	if (!pause) {
		return [];
	}

	const unstorable = selectUnstorable(fleet, now);

	if (unstorable !== undefined) {
		return [lineOf(` ${sanitizeForCell(unstorable)}`, {tone: 'bad'})];
	}

	const reason = waitingReason({kind: 'paused', reason: pause.reason, detail: pause.detail}, now);
	const words = sanitizeForCell(reason);
	const tone = pause.reason === 'user' ? ('warning' as const) : ('bad' as const);
	const meaning =
		pause.reason === 'user' ? 'running agents continue, no others start. Press P to continue.' : 'no agents start.';
	return [lineOf(` ${words.charAt(0).toUpperCase()}${words.slice(1)}: ${meaning}`, {tone})];
}
