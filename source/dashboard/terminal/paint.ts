import {toGrapheme} from '../text/width.ts';
import type {AnsiWriter} from './ansi-writer.ts';
import {blank, copyRow, differsAt, type Grid, type Row} from './grid.ts';
import {plain, type Style} from './style.ts';

/** Up to this many unchanged columns are written again: that is shorter than moving the cursor over them. */
const shortGap = 4;
/** Fewer blanks than this are written rather than erased. */
const shortErase = 3;

/** Writes the cells that differ; afterwards `shown` equals `wanted`. */
export function paint(shown: Grid, wanted: Grid, writer: AnsiWriter): void {
	for (const [index, row] of wanted.rows.entries()) {
		const before = shown.rows[index];

		if (before && paintRow(before, row, index, writer)) {
			copyRow(row, before);
		}
	}
}

/** Whether anything differed. */
function paintRow(before: Row, after: Row, row: number, writer: AnsiWriter): boolean {
	const first = firstDifference(before, after);

	if (first === -1) {
		return false;
	}

	const textEnd = endOfText(after);
	let column = headOf(after, first);
	/** Terminals disagree on the width of some characters; after one of them the rest of the row is written again. */
	let mustRewriteRest = false;

	while (column < textEnd) {
		const width = widthAt(after, column);

		if (!mustRewriteRest && !differsWithin(before, after, column, width)) {
			column += width;
			continue;
		}

		bridgeGap(after, row, column, writer);
		mustRewriteRest = printCell(after, {row, column, width}, writer) || mustRewriteRest;
		column += width;
	}

	eraseTail(before, {row, textEnd, mustRewriteRest}, writer);
	return true;
}

/** Moves to the column, or writes a few unchanged characters again if that is shorter. */
function bridgeGap(after: Row, row: number, column: number, writer: AnsiWriter): void {
	const from = writer.columnIn(row);

	if (
		from === undefined ||
		from >= column ||
		column - from > shortGap ||
		!isPlainRun(after, from, column, writer.style)
	) {
		writer.moveTo(row, column);
		return;
	}

	writer.print(after.texts.slice(from, column).join(''), column - from);
}

/** Whether the cells are ASCII in the writer's current style, so that writing them again costs one byte each. */
function isPlainRun(row: Row, from: number, to: number, style: Style | undefined): boolean {
	for (let column = from; column < to; column++) {
		const text = row.texts[column] ?? '';

		if (row.styles[column] !== style || text < ' ' || text > '~') {
			return false;
		}
	}

	return true;
}

/** Returns whether the rest of the row must be written again, because terminals disagree on the character's width. */
function printCell(row: Row, {row: index, column, width}: Cell, writer: AnsiWriter): boolean {
	const text = row.texts[column] ?? blank;
	writer.setStyle(row.styles[column] ?? plain);

	if (isAscii(text) || toGrapheme(text).hasCertainWidth) {
		writer.print(text, width);
		return false;
	}

	// Blanks first: a terminal that draws the character narrower would otherwise show old text beside it.
	writer.print(blank.repeat(width), width);
	writer.moveTo(index, column);
	writer.printUncertain(text);
	return true;
}

type Cell = {readonly row: number; readonly column: number; readonly width: number};

function eraseTail(
	before: Row,
	{row, textEnd, mustRewriteRest}: {readonly row: number; readonly textEnd: number; readonly mustRewriteRest: boolean},
	writer: AnsiWriter,
): void {
	const columns = before.texts.length;
	const oldEnd = mustRewriteRest ? columns : endOfText(before);

	if (oldEnd <= textEnd) {
		return;
	}

	writer.moveTo(row, textEnd);

	if (oldEnd - textEnd < shortErase && !mustRewriteRest && writer.style === plain) {
		writer.print(blank.repeat(oldEnd - textEnd), oldEnd - textEnd);
	} else {
		writer.eraseToEnd();
	}
}

function firstDifference(before: Row, after: Row): number {
	for (let column = 0; column < after.texts.length; column++) {
		if (differsAt(before, after, column)) {
			return column;
		}
	}

	return -1;
}

/** The first column of the character that covers this column. */
function headOf(row: Row, column: number): number {
	let head = column;

	while (head > 0 && row.texts[head] === '') {
		head -= 1;
	}

	return head;
}

function widthAt(row: Row, column: number): number {
	let width = 1;

	while (row.texts[column + width] === '') {
		width += 1;
	}

	return width;
}

function differsWithin(before: Row, after: Row, column: number, width: number): boolean {
	for (let offset = 0; offset < width; offset++) {
		if (differsAt(before, after, column + offset)) {
			return true;
		}
	}

	return false;
}

/** The column after the last one that is not blank and plain. */
function endOfText(row: Row): number {
	let end = row.texts.length;

	while (end > 0 && row.texts[end - 1] === blank && row.styles[end - 1] === plain) {
		end -= 1;
	}

	return end;
}

function isAscii(text: string): boolean {
	return text.length === 1 && text <= '~';
}
