import {padEnd, padStart} from './fit.ts';
import {toSpans} from './markdown-inline.ts';
import {type Span, type StyledLine, toText, wrapStyled} from './styled.ts';
import {width} from './width.ts';

type Align = 'left' | 'right' | 'center';

const gap = '  ';

/** Whether a line is the rule between a table's head and body. */
export function isTableRule(line: string): boolean {
	return line.includes('-') && line.includes('|') && /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/.test(line);
}

/** Whether a line could be a row of a table. */
export function isTableRow(line: string): boolean {
	return line.includes('|') && line.trim() !== '';
}

/**
 * A table's lines, the first of which is its head and the second its rule, with columns aligned when they fit. Otherwise
 * the lines as they were written, wrapped.
 */
export function toTableLines(lines: readonly string[], columns: number): StyledLine[] {
	const [head = '', rule = '', ...body] = lines;
	const aligns = toCells(rule).map(toAlign);
	const rows = [toCells(head), ...body.map(toCells)].map((cells, index) =>
		cells.map(cell => toSpans(cell, index === 0 ? 'bold' : 'plain')),
	);
	const widths = toWidths(rows);
	const total = widths.reduce((sum, cell) => sum + cell, 0) + gap.length * (widths.length - 1);

	if (total > columns) {
		return lines.flatMap(line => wrapStyled(toSpans(line), columns));
	}

	const [headLine = [], ...bodyLines] = rows.map(row => toRowLine(row, widths, aligns));
	return [headLine, [{text: '─'.repeat(total), style: 'dim'}], ...bodyLines];
}

function toRowLine(row: readonly StyledLine[], widths: readonly number[], aligns: readonly Align[]): StyledLine {
	return widths.flatMap((columnWidth, index): Span[] => {
		const cell = row[index] ?? [];
		const room = columnWidth - width(toText(cell));
		const align = aligns[index] ?? 'left';
		const before = align === 'left' ? 0 : align === 'right' ? room : Math.floor(room / 2);
		const isLast = index === widths.length - 1;

		return [...blank(padStart('', before)), ...cell, ...blank(isLast ? '' : padEnd('', room - before) + gap)];
	});
}

function blank(text: string): Span[] {
	return text === '' ? [] : [{text, style: 'plain'}];
}

function toWidths(rows: readonly (readonly StyledLine[])[]): number[] {
	const count = Math.max(...rows.map(row => row.length));
	return Array.from({length: count}, (_, index) => Math.max(...rows.map(row => width(toText(row[index] ?? [])))));
}

/** Cells are separated by bars that are neither escaped nor inside code. */
function toCells(line: string): string[] {
	const inner = line
		.trim()
		.replace(/^\|/, '')
		.replace(/(?<!\\)\|$/, '');
	const cells = inner.match(/(?:`[^`]*`|\\.|[^|\\]|\\$)+|(?<=\||^)(?=\||$)/g) ?? [];
	return cells.map(cell => cell.trim().replaceAll('\\|', '|'));
}

function toAlign(rule: string): Align {
	if (rule.endsWith(':')) {
		return rule.startsWith(':') ? 'center' : 'right';
	}

	return 'left';
}
