import type {Resources} from '../../api/client.ts';
import type {Agent, AgentStatus} from '../../core/fleet/agent.ts';
import {selectElapsedMs, selectUsage} from '../../core/fleet/selectors.ts';
import {absent, formatBytes, formatCount, formatElapsed, formatSession, formatUsd} from '../../core/format.ts';
import type {EpochMs} from '../../core/ids.ts';
import {selectUsdPerHour} from '../../core/money/forecast.ts';
import {tokensIn} from '../../core/money/token-usage.ts';
import type {Span} from '../line.ts';
import {contextPercent, modelWords, storyLabel, tokenWords} from '../lines/agent-words.ts';
import type {ColumnId} from '../state/column-id.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import {lookOf, type Theme} from '../theme.ts';

/** One row, at one moment. `words` are its status in words, which other agents can change. */
export type RowData = {
	readonly agent: Agent;
	readonly words: string;
	readonly reason: string | undefined;
	/** What its processes use; `undefined` while nobody knows. */
	readonly resources: Resources | undefined;
	readonly now: EpochMs;
	readonly frame: number;
	readonly theme: Theme;
};

/** A column: how wide, which way, what it says and what it is sorted by. */
export type Column = {
	readonly id: ColumnId;
	readonly title: string;
	readonly width: number;
	readonly align: 'left' | 'right';
	readonly cell: (data: RowData) => Span;
	/** `undefined` stands last. */
	readonly sortValue: (agent: Agent, resources: Resources | undefined) => number | string | undefined;
};

/** Sorted by status, what needs a person comes first, then what goes wrong, goes on, and is over. */
const byUrgency: readonly AgentStatus[] = [
	'needs-input',
	'failed',
	'lost',
	'rate-limited',
	'stopping',
	'running',
	'starting',
	'queued',
	'stopped',
	'idle',
	'completed',
];
const changesWidth = 16;

/** Every column, in the order they stand. */
export const columns: readonly Column[] = [
	{
		id: 'story',
		title: 'STORY',
		width: 18,
		align: 'left',
		cell: ({agent}) => ({text: storyLabel(agent), ...(isUnseen(agent) && {bold: true})}),
		sortValue: ({story}) => story,
	},
	{
		id: 'agent',
		title: 'AGENT',
		width: 8,
		align: 'left',
		cell: ({agent}) => ({text: sanitizeForCell(agent.name), dim: true}),
		sortValue: ({name}) => name,
	},
	{
		id: 'status',
		title: 'STATUS',
		width: 14,
		align: 'left',
		cell: ({agent, words, frame, theme}) => ({
			text: `${statusGlyph(agent, frame, theme)} ${words}`,
			...lookOf(agent.phase.status),
			...(isUnseen(agent) && {bold: true}),
		}),
		sortValue: ({phase}) => byUrgency.indexOf(phase.status),
	},
	{
		id: 'session',
		title: 'SESSION',
		width: 8,
		align: 'left',
		cell: ({agent}) => ({text: formatSession(agent.session && sanitizeForCell(agent.session)), dim: true}),
		sortValue: ({session}) => session,
	},
	{
		id: 'model',
		title: 'MODEL',
		width: 11,
		align: 'left',
		cell: ({agent}) => ({text: modelWords(agent.model), dim: true}),
		sortValue: ({model}) => model,
	},
	{
		id: 'context',
		title: 'CTX',
		width: 4,
		align: 'right',
		cell: ({agent}) => {
			const percent = contextPercent(agent);
			return {text: percent === undefined ? absent : `${percent}%`, ...(percent === undefined && {dim: true})};
		},
		sortValue: contextPercent,
	},
	{
		id: 'attempts',
		title: 'RUNS',
		width: 4,
		align: 'right',
		cell: ({agent}) => ({text: agent.attempts === 0 ? absent : String(agent.attempts), dim: true}),
		sortValue: ({attempts}) => attempts,
	},
	{
		id: 'changes',
		title: 'CHANGES',
		width: changesWidth,
		align: 'right',
		cell: ({agent, theme}) => number(changeWords(agent, theme)),
		sortValue: ({changes}) => changes && changes.added + changes.removed,
	},
	{
		id: 'tokens',
		title: 'TOKENS',
		width: 9,
		align: 'right',
		cell: ({agent}) => number(tokenWords(selectUsage(agent).usage)),
		sortValue: agent => tokensIn(selectUsage(agent).usage),
	},
	{
		id: 'cost',
		title: 'COST',
		width: 8,
		align: 'right',
		cell: ({agent}) => {
			const {usage, isEstimate} = selectUsage(agent);
			return number(formatUsd(usage.costUsd, isEstimate));
		},
		sortValue: agent => selectUsage(agent).usage.costUsd,
	},
	{
		id: 'rate',
		title: '$/H',
		width: 8,
		align: 'right',
		cell: ({agent, now}) => number(formatUsd(selectUsdPerHour(agent, now), true)),
		// As of its last fact: rows that changed places with every second could not be read.
		sortValue: agent => agent.lastEventAt && selectUsdPerHour(agent, agent.lastEventAt),
	},
	{
		id: 'cpu',
		title: 'CPU',
		width: 5,
		align: 'right',
		cell: ({resources}) =>
			number(resources?.cpuPercent === undefined ? absent : `${Math.round(resources.cpuPercent)}%`),
		sortValue: (_, resources) => resources?.cpuPercent,
	},
	{
		id: 'memory',
		title: 'MEM',
		width: 6,
		align: 'right',
		cell: ({resources}) => number(resources === undefined ? absent : formatBytes(resources.rssBytes)),
		sortValue: (_, resources) => resources?.rssBytes,
	},
	{
		id: 'time',
		title: 'TIME',
		width: 8,
		align: 'right',
		cell: ({agent, now}) => number(formatElapsed(selectElapsedMs(agent, now))),
		sortValue: ({lastEventAt}) => lastEventAt,
	},
	{
		id: 'activity',
		title: 'LAST',
		width: 20,
		align: 'left',
		cell: ({agent, reason}) => ({text: sanitizeForCell(reason ?? agent.lastActivity ?? ''), dim: true}),
		sortValue: ({lastActivity}) => lastActivity,
	},
];

const byId = new Map(columns.map(column => [column.id, column]));

export function columnById(id: ColumnId): Column {
	const column = byId.get(id);

	if (!column) {
		throw new Error(`There is no column ${id}.`);
	}

	return column;
}

/** A turning one while the agent works; otherwise the glyph of its status. */
function statusGlyph(agent: Agent, frame: number, {glyphs}: Theme): string {
	const {status} = agent.phase;
	return status === 'running' || status === 'starting'
		? (glyphs.spinner[frame % glyphs.spinner.length] ?? glyphs.status[status])
		: glyphs.status[status];
}

/** Finished, and nobody has looked at it since. */
function isUnseen({phase}: Agent): boolean {
	return 'end' in phase && phase.end.isUnseen;
}

/**
 * `+24 −3 2f 1c`: lines that its worktree has and its base does not, and the other way round; in how many files, and
 * commits. What does not fit is left out from the end.
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
