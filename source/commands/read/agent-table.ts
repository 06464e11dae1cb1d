import {styleText} from 'node:util';
import type {Agent, AgentStatus} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {selectRows, selectTotal, selectUsage, selectWorkedMs} from '../../core/fleet/selectors.ts';
import {statusTraits} from '../../core/fleet/status.ts';
import {selectUnstorable} from '../../core/fleet/unstorable.ts';
import {absent, formatCount, formatElapsed, formatNumberOf, formatSession, formatUsd} from '../../core/format.ts';
import type {EpochMs} from '../../core/ids.ts';
import {tokensIn} from '../../core/money/token-usage.ts';
import {selectReason} from '../../core/status/why.ts';
import type {Tone} from '../../dashboard/line.ts';
import {lookOf, unicodeGlyphs} from '../../dashboard/theme.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import type {Terminal} from '../invocation.ts';

/** The table of `towline ps`. On a terminal it has glyphs, colours and status labels; otherwise status ids. */
export function formatTable(fleet: Fleet, now: EpochMs, terminal: Terminal | undefined): string {
	const rows = selectRows(fleet);

	if (rows.length === 0) {
		return ['No stories yet. A story is a Markdown file in stories/.', ...warnings(fleet, now)].join('\n');
	}

	const doubled = new Set(rows.filter((row, index) => rows[index - 1]?.story === row.story).map(row => row.story));
	const cells = rows.map(agent => [
		doubled.has(agent.story) ? agent.id : agent.story,
		formatStatus(agent.phase.status, terminal),
		formatSession(agent.session),
		formatTokens(agent),
		formatCost(agent),
		formatElapsed(selectWorkedMs(agent, now)),
		toOneLine(selectReason(agent, fleet, now) ?? ''),
	]);
	const header = ['STORY', 'STATUS', 'SESSION', 'TOKENS', 'COST', 'TIME', ''];
	const widths = header.map((title, column) =>
		Math.max(title.length, ...cells.map(cell => [...(cell[column] ?? '')].length)),
	);
	const lines = cells.map((cell, index) => {
		const line = alignRow(cell, widths, terminal);
		return terminal?.hasColor ? colored(line, cell[1] ?? '', rows[index]?.phase.status ?? 'idle') : line;
	});
	return [alignRow(header, widths, terminal), ...lines, formatTotal(fleet), ...warnings(fleet, now)].join('\n');
}

/** Pads the cells of a row; numbers are right-aligned. On a terminal the line is cut at its width. */
function alignRow(cells: readonly string[], widths: readonly number[], terminal: Terminal | undefined): string {
	const isNumber = (column: number) => column >= 3 && column <= 5;
	const line = cells
		.map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
		.join('  ')
		.trimEnd();
	const characters = [...line];
	return terminal && characters.length > terminal.columns
		? `${characters.slice(0, terminal.columns - 1).join('')}…`
		: line;
}

function formatStatus(status: AgentStatus, terminal: Terminal | undefined): string {
	return terminal ? `${unicodeGlyphs.status[status]} ${statusTraits[status].label}` : status;
}

/** ANSI colours, which follow the user's terminal theme. */
const toneColor: Readonly<Record<Tone, 'green' | 'magenta' | 'yellow' | 'red' | 'cyan'>> = {
	good: 'green',
	busy: 'cyan',
	attention: 'magenta',
	warning: 'yellow',
	bad: 'red',
};

function colored(line: string, word: string, status: AgentStatus): string {
	const {tone} = lookOf(status);
	return tone ? line.replace(word, () => styleText(toneColor[tone], word, {validateStream: false})) : line;
}

function formatTokens(agent: Agent): string {
	const {usage} = selectUsage(agent);
	return agent.ledger.length === 0 ? absent : `${formatCount(tokensIn(usage))}/${formatCount(usage.output)}`;
}

function formatCost(agent: Agent): string {
	const {usage, isEstimate} = selectUsage(agent);
	return formatUsd(usage.costUsd, isEstimate);
}

/** That facts cannot be stored, and errors of story files whose name is not a valid story id, so they have no row. */
function warnings(fleet: Fleet, now: EpochMs): readonly string[] {
	const unstorable = selectUnstorable(fleet, now);
	return [...(unstorable === undefined ? [] : [unstorable]), ...(fleet.project?.refusedFiles ?? [])].map(toOneLine);
}

function formatTotal(fleet: Fleet): string {
	const {usage, isEstimate} = selectTotal(fleet);
	const tokens = `${formatCount(tokensIn(usage))}/${formatCount(usage.output)} tokens`;
	const stories = formatNumberOf(selectRows(fleet).length, 'story', 'stories');
	return `${stories}, ${tokens}, ${formatUsd(usage.costUsd, isEstimate)}`;
}
