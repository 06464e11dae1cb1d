import {assertNever} from '../../core/assert-never.ts';
import {formatElapsed, formatNumberOf} from '../../core/format.ts';
import type {EpochMs} from '../../core/ids.ts';
import {exitReason} from '../../core/status/why.ts';
import {type Entry, toolElapsedMs} from '../../core/transcript/transcript.ts';
import {showHidden} from '../../stream/sanitize.ts';
import {fromStyled, type Line, lineOf, type Span, spread} from '../line.ts';
import {toDiffLines} from '../text/diff.ts';
import {toMarkdownLines} from '../text/markdown.ts';
import {sanitizeForCell, sanitizeLines} from '../text/sanitize-for-cell.ts';
import {width} from '../text/width.ts';
import {wrap} from '../text/wrap.ts';
import type {Glyphs} from '../theme.ts';

/** How much of an agent's thinking is shown: `folded` shows one line of it. */
export type ThinkingShown = 'shown' | 'folded' | 'hidden';

/** How entries are to be read. */
export type Reading = {
	readonly columns: number;
	readonly thinking: ThinkingShown;
	readonly areToolsUnfolded: boolean;
	readonly glyphs: Glyphs;
	/** Unfolded tools are shown whole; otherwise at most 200 lines of each. */
	readonly isWhole?: true;
};

/** When the entries are shown: for the clock and the spinner of a running tool. */
export type Moment = {readonly now: EpochMs; readonly frame: number};

/** A prompt is the whole story: folded, only its beginning is shown. */
const foldedPromptLines = 1;
/** Of a tool's input and result, unfolded. */
const unfoldedToolLines = 200;

const kept = new WeakMap<Entry, {readonly reading: Reading; readonly lines: readonly Line[]}>();

/**
 * The lines of one entry, each at most `reading.columns` wide. Kept by entry, because entries never change; only a tool
 * that still runs is made anew, for its clock.
 */
export function toEntryLines(entry: Entry, reading: Reading, moment: Moment): readonly Line[] {
	if (entry.kind === 'tool' && entry.state === 'running') {
		return makeLines(entry, reading, moment);
	}

	const known = kept.get(entry);

	if (known && isSame(known.reading, reading)) {
		return known.lines;
	}

	const lines = makeLines(entry, reading, moment);
	kept.set(entry, {reading, lines});
	return lines;
}

function isSame(a: Reading, b: Reading): boolean {
	return (
		a === b ||
		(a.columns === b.columns &&
			a.thinking === b.thinking &&
			a.areToolsUnfolded === b.areToolsUnfolded &&
			a.isWhole === b.isWhole &&
			a.glyphs === b.glyphs)
	);
}

function makeLines(entry: Entry, reading: Reading, moment: Moment): readonly Line[] {
	const indent = entry.parent === undefined ? 0 : 2;
	const lines = contentLines(entry, {...reading, columns: Math.max(8, reading.columns - indent)}, moment);
	return indent === 0 ? lines : lines.map(line => [{text: ' '.repeat(indent)}, ...line]);
}

function contentLines(entry: Entry, reading: Reading, moment: Moment): readonly Line[] {
	const {glyphs} = reading;

	switch (entry.kind) {
		case 'thinking':
			return thinkingLines(entry.text, reading);
		case 'output':
			return beside(
				{text: glyphs.output},
				toMarkdownLines(sanitizeLines(entry.text).trim(), reading.columns - 2).map(fromStyled),
			);
		case 'tool':
			return toolLines(entry, reading, moment);
		case 'line':
			return paragraph({text: ' '}, entry.text, {columns: reading.columns, look: {dim: true}});
		case 'said':
			return saidLines(entry, reading);
		case 'remark':
			return paragraph({text: '!', ...remarkLook[entry.level]}, entry.text, {
				columns: reading.columns,
				look: remarkLook[entry.level],
			});
		case 'asked':
			return askedLines(entry, reading);
		case 'started':
			return entry.attempt === 1 && !entry.isResumed
				? []
				: [lineOf(`${entry.isResumed ? 'Resumed' : 'Started again'}, attempt ${entry.attempt}`, {dim: true})];
		case 'ended':
			return endedLines(entry, reading);
		default:
			return assertNever(entry);
	}
}

const remarkLook = {
	info: {dim: true},
	warning: {tone: 'warning'},
	error: {tone: 'bad'},
} as const satisfies Record<string, Omit<Span, 'text'>>;

function thinkingLines(text: string, reading: Reading): readonly Line[] {
	if (reading.thinking === 'hidden') {
		return [];
	}

	const lines = paragraph({text: reading.glyphs.thinking, dim: true}, text, {
		columns: reading.columns,
		look: {dim: true},
	});
	const [first] = lines;

	return reading.thinking === 'shown' || lines.length < 2 || !first
		? lines
		: [spread(first, lineOf(`+${formatNumberOf(lines.length - 1, 'line')}`, {dim: true}), reading.columns)];
}

function toolLines(entry: Extract<Entry, {kind: 'tool'}>, reading: Reading, {now, frame}: Moment): readonly Line[] {
	const {glyphs, columns} = reading;
	const tool = sanitizeForCell(entry.tool);
	const spinner = glyphs.spinner[frame % glyphs.spinner.length] ?? '';
	const took = entry.endedAt === undefined ? undefined : formatTook(toolElapsedMs(entry, now));
	const outcome = sanitizeForCell(entry.outcome);
	const right: Line =
		entry.state === 'running'
			? [{text: `${spinner} ${formatTook(toolElapsedMs(entry, now))}`, tone: 'busy'}]
			: entry.state === 'ok'
				? [{text: glyphs.ok, tone: 'good'}, {text: ` ${outcome || took || ''}`}]
				: [{text: `${glyphs.error} ${outcome || 'failed'}`, tone: 'bad'}];
	const head = spread(
		[{text: `${glyphs.tool} `}, {text: tool, bold: true}, {text: `  ${sanitizeForCell(entry.summary)}`}],
		right,
		columns,
	);

	return reading.areToolsUnfolded ? [head, ...unfolded(entry, reading)] : [head];
}

function unfolded(entry: Extract<Entry, {kind: 'tool'}>, {columns, isWhole}: Reading): readonly Line[] {
	// A diff says what input and output say, and can be read.
	const plain = (entry.diff ? [] : [entry.input, entry.output]).filter(part => part !== undefined && part !== '');
	const lines: readonly Line[] = [
		...plain.flatMap(part => wrap(sanitizeLines(part ?? ''), columns - 4).map(text => lineOf(text, {dim: true}))),
		...(entry.diff ? toDiffLines(sanitizeLines(entry.diff), columns - 4).map(fromStyled) : []),
	];
	const shown = lines.slice(0, isWhole ? lines.length : unfoldedToolLines).map(line => [{text: '    '}, ...line]);
	const hidden = lines.length - shown.length;
	return hidden > 0 ? [...shown, lineOf(`    and ${hidden} more lines, in the log`, {dim: true})] : shown;
}

function askedLines({tool, summary, text, answer}: Extract<Entry, {kind: 'asked'}>, reading: Reading): readonly Line[] {
	const {columns, glyphs} = reading;
	const look = {dim: true};
	const outcome = sanitizeForCell(answer ?? '');
	const isBeside = width(outcome) <= columns / 2;
	const head: Line = [
		{text: `${glyphs.status['needs-input']} `, tone: 'attention'},
		{text: sanitizeForCell(tool), bold: true},
		{text: `  ${sanitizeForCell(summary)}`},
	];
	const below = [
		...(reading.areToolsUnfolded ? text.flatMap(line => wrap(showHidden(line), columns - 4)) : []),
		...(isBeside
			? []
			: showHidden(answer ?? '')
					.split('\n')
					.flatMap(line => wrap(line, columns - 4))),
	];
	return [
		spread(head, isBeside && outcome !== '' ? lineOf(outcome, look) : [], columns),
		...below.map(line => lineOf(`    ${line}`, look)),
	];
}

function saidLines(entry: Extract<Entry, {kind: 'said'}>, reading: Reading): readonly Line[] {
	const lines = paragraph({text: reading.glyphs.said, bold: true}, entry.text, {
		columns: reading.columns,
		look: entry.what === 'prompt' ? {dim: true} : {bold: true},
	});
	const isFolded = entry.what === 'prompt' && !reading.areToolsUnfolded && lines.length > foldedPromptLines;
	const last = lines[foldedPromptLines - 1];

	return isFolded && last
		? [
				...lines.slice(0, foldedPromptLines - 1),
				spread(
					last,
					lineOf(`+${formatNumberOf(lines.length - foldedPromptLines, 'line')}`, {dim: true}),
					reading.columns,
				),
			]
		: lines;
}

function endedLines({exit}: Extract<Entry, {kind: 'ended'}>, {glyphs, columns}: Reading): readonly Line[] {
	const reason = exitReason(exit);

	switch (exit.kind) {
		case 'completed':
			return [lineOf(`${glyphs.status.completed} Completed`, {tone: 'good'})];
		case 'killed':
			return paragraph({text: glyphs.status.stopped}, `Stopped: ${reason}`, {columns});
		case 'rate-limited':
			return paragraph({text: glyphs.status['rate-limited'], tone: 'warning'}, `Paused: ${reason}`, {columns});
		default:
			return paragraph({text: glyphs.status.failed, tone: 'bad'}, `Ended: ${reason}`, {columns, look: {tone: 'bad'}});
	}
}

type Paragraph = {readonly columns: number; readonly look?: Omit<Span, 'text'>};

/** A glyph at the left edge, and the text wrapped beside it. */
function paragraph(glyph: Span, text: string, {columns, look = {}}: Paragraph): readonly Line[] {
	return beside(
		glyph,
		wrap(sanitizeLines(text).trim(), columns - 2).map(line => lineOf(line, look)),
	);
}

function beside(glyph: Span, lines: readonly Line[]): readonly Line[] {
	return lines.map((line, index) => [index === 0 ? {...glyph, text: `${glyph.text} `} : {text: '  '}, ...line]);
}

/** `0.1s`, `12s`, `3:05`: how long a tool took. */
function formatTook(tookMs: number): string {
	if (tookMs < 10_000) {
		return `${(Math.max(0, tookMs) / 1000).toFixed(1)}s`;
	}

	return tookMs < 60_000 ? `${Math.floor(tookMs / 1000)}s` : formatElapsed(tookMs);
}
