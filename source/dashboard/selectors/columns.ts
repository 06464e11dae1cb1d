import type {Agent} from '../../core/fleet/agent.ts';
import {selectUsage, selectWorkedMs} from '../../core/fleet/selectors.ts';
import {statusTraits} from '../../core/fleet/status.ts';
import {absent, formatBytes, formatCount, formatElapsed, formatSession, formatUsd} from '../../core/format.ts';
import {selectUsdPerHour} from '../../core/money/forecast.ts';
import {tokensIn} from '../../core/money/token-usage.ts';
import type {Span} from '../line.ts';
import {contextPercent, modelWords, storyLabel, tokenWords} from '../lines/agent-words.ts';
import type {ColumnId} from '../state/column-id.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import {lookOf, type Theme} from '../theme.ts';
import type {Column, ColumnWidth} from './column.ts';

const changesWidth = 16;

/** Every column; a new one needs its entry here, and its id in `columnIds`, which holds the order from left to right. */
export const columns: Readonly<Record<ColumnId, Column>> = {
	story: {
		title: 'STORY',
		meaning: 'The story, by its number.',
		width: {kind: 'growing', min: 24, good: 30, max: 48, textOf: storyLabel},
		align: 'left',
		priority: {alone: 0, besidePane: 0},
		cell: ({agent}) => ({text: storyLabel(agent), ...(isUnseen(agent) && {bold: true})}),
		sort: {place: 0, isLargestFirst: false, keyOf: ({story}) => story},
	},
	agent: {
		title: 'AGENT',
		meaning: 'The name of the agent.',
		width: {kind: 'content', min: 5, max: 14, textOf: ({name}) => sanitizeForCell(name)},
		align: 'left',
		priority: {alone: 6, besidePane: 6},
		cell: ({agent}) => ({text: sanitizeForCell(agent.name), dim: true}),
		sort: {place: 8, isLargestFirst: false, keyOf: ({name}) => name},
	},
	status: {
		title: 'STATUS',
		meaning: 'The status, by urgency.',
		width: fixed(14),
		align: 'left',
		priority: {alone: 1, besidePane: 1},
		cell: ({agent, words, frame, theme}) => ({
			text: `${statusGlyph(agent, frame, theme)} ${words}`,
			...lookOf(agent.phase.status),
			...(isUnseen(agent) && {bold: true}),
		}),
		sort: {place: 1, isLargestFirst: false, keyOf: ({phase}) => statusTraits[phase.status].urgency},
	},
	session: {
		title: 'SESSION',
		meaning: 'The id of the session.',
		width: fixed(8),
		align: 'left',
		priority: {alone: 5, besidePane: 5},
		cell: ({agent}) => ({text: formatSession(agent.session && sanitizeForCell(agent.session)), dim: true}),
		sort: {place: 10, isLargestFirst: false, keyOf: ({session}) => session},
	},
	model: {
		title: 'MODEL',
		meaning: 'The model.',
		width: {kind: 'content', min: 5, max: 14, textOf: ({model}) => modelWords(model)},
		align: 'left',
		priority: {alone: 8, besidePane: 7},
		cell: ({agent}) => ({text: modelWords(agent.model), dim: true}),
		sort: {place: 9, isLargestFirst: false, keyOf: ({model}) => model},
	},
	context: {
		title: 'CTX',
		meaning: 'How full the context is.',
		width: fixed(4),
		align: 'right',
		priority: {alone: 9, besidePane: 8},
		cell: ({agent}) => {
			const percent = contextPercent(agent);
			return number(percent === undefined ? absent : `${percent}%`);
		},
		sort: {place: 5, isLargestFirst: true, keyOf: contextPercent},
	},
	attempts: {
		title: 'RUNS',
		meaning: 'How many runs there were.',
		width: fixed(4),
		align: 'right',
		priority: {alone: 14, besidePane: 14},
		cell: ({agent}) => ({text: agent.attempts === 0 ? absent : String(agent.attempts), dim: true}),
		sort: {place: 11, isLargestFirst: true, keyOf: ({attempts}) => attempts},
	},
	changes: {
		title: 'CHANGES',
		meaning: 'Lines, files and commits against the base.',
		width: fixed(changesWidth),
		align: 'right',
		priority: {alone: 10, besidePane: 10},
		cell: ({agent, theme}) => number(changeWords(agent, theme)),
		sort: {place: 6, isLargestFirst: true, keyOf: ({changes}) => changes && changes.added + changes.removed},
	},
	tokens: {
		title: 'TOKENS',
		meaning: 'Tokens in and out.',
		width: fixed(9),
		align: 'right',
		priority: {alone: 4, besidePane: 4},
		cell: ({agent}) => number(tokenWords(selectUsage(agent).usage)),
		sort: {place: 3, isLargestFirst: true, keyOf: agent => tokensIn(selectUsage(agent).usage)},
	},
	cost: {
		title: 'COST',
		meaning: 'What it has cost.',
		width: fixed(8),
		align: 'right',
		priority: {alone: 2, besidePane: 2},
		cell: ({agent}) => {
			const {usage, isEstimate} = selectUsage(agent);
			return number(formatUsd(usage.costUsd, isEstimate));
		},
		sort: {place: 2, isLargestFirst: true, keyOf: agent => selectUsage(agent).usage.costUsd},
	},
	rate: {
		title: '$/H',
		meaning: 'US dollars an hour.',
		width: fixed(8),
		align: 'right',
		priority: {alone: 11, besidePane: 11},
		cell: ({agent, now}) => number(formatUsd(selectUsdPerHour(agent, now), true)),
		sort: {
			place: 7,
			isLargestFirst: true,
			// As of its last event: computed for now, the rows would change places every second.
			keyOf: agent => agent.lastEventAt && selectUsdPerHour(agent, agent.lastEventAt),
		},
	},
	cpu: {
		title: 'CPU',
		meaning: 'CPU of its processes.',
		width: fixed(5),
		align: 'right',
		priority: {alone: 12, besidePane: 12},
		cell: ({resources}) =>
			number(resources?.cpuPercent === undefined ? absent : `${Math.round(resources.cpuPercent)}%`),
		needsResources: true,
		sort: {place: 12, isLargestFirst: true, keyOf: (_, resources) => resources?.cpuPercent},
	},
	memory: {
		title: 'MEM',
		meaning: 'Memory of its processes.',
		width: fixed(6),
		align: 'right',
		priority: {alone: 13, besidePane: 13},
		cell: ({resources}) => number(resources === undefined ? absent : formatBytes(resources.rssBytes)),
		needsResources: true,
		sort: {place: 13, isLargestFirst: true, keyOf: (_, resources) => resources?.rssBytes},
	},
	time: {
		title: 'TIME',
		meaning: 'How long its runs took.',
		width: fixed(8),
		align: 'right',
		priority: {alone: 3, besidePane: 3},
		cell: ({agent, now}) => number(formatElapsed(selectWorkedMs(agent, now))),
		sort: {place: 4, isLargestFirst: true, keyOf: ({lastEventAt}) => lastEventAt},
	},
	activity: {
		title: 'LAST',
		meaning: 'What it did last, or why it is in its status.',
		width: {kind: 'rest', min: 28, minBesidePane: 20},
		align: 'left',
		priority: {alone: 7, besidePane: 9},
		cell: ({agent, reason}) => ({text: sanitizeForCell(reason ?? agent.lastActivity ?? ''), dim: true}),
		sort: {place: 14, isLargestFirst: false, keyOf: ({lastActivity}) => lastActivity},
	},
};

function fixed(columnCount: number): ColumnWidth {
	return {kind: 'fixed', columns: columnCount};
}

/** A spinner while the agent works; otherwise the glyph of its status. */
function statusGlyph(agent: Agent, frame: number, {glyphs}: Theme): string {
	const {status} = agent.phase;
	return status === 'running' || status === 'starting'
		? (glyphs.spinner[frame % glyphs.spinner.length] ?? glyphs.status[status])
		: glyphs.status[status];
}

/** Whether it has ended and no person has looked at it since. */
function isUnseen({phase}: Agent): boolean {
	return 'end' in phase && phase.end.isUnseen;
}

/**
 * `+24 −3 2f 1c`: lines added and removed against the base, files and commits. Where that is too long the commits are left
 * out.
 */
function changeWords({changes}: Agent, {glyphs}: Theme): string {
	if (!changes || (changes.files === 0 && changes.commits === 0)) {
		return absent;
	}

	const {added, removed, files, commits} = changes;
	const lines = `+${formatCount(added)} ${glyphs.minus}${formatCount(removed)} ${formatCount(files)}f`;
	const whole = `${lines} ${formatCount(commits)}c`;
	return whole.length <= changesWidth ? whole : lines;
}

function number(text: string): Span {
	return text === absent ? {text, dim: true} : {text};
}
