import {toGrapheme} from '../text/width.ts';
import type {AnsiWriter} from './ansi-writer.ts';
import {blank, copyRow, differsAt, type Grid, type Row} from './grid.ts';
import {plain, type Style} from './style.ts';

/** Up to this many unchanged columns it is shorter to write them again than to move over them. */
const shortGap = 4;
/** Fewer blanks than this are written rather than erased. */
const shortErase = 3;

/** Writes what differs with the pen; afterwards `shown` equals `wanted`. */
export function paint(shown: Grid, wanted: Grid, pen: AnsiWriter): void {
	for (const [index, row] of wanted.rows.entries()) {
		const before = shown.rows[index];

		if (before && paintRow(before, row, index, pen)) {
			copyRow(row, before);
		}
	}
}

/** Whether anything differed. */
function paintRow(before: Row, after: Row, row: number, pen: AnsiWriter): boolean {
	const first = firstDifference(before, after);

	if (first === -1) {
		return false;
	}

	const textEnd = endOfText(after);
	let column = headOf(after, first);
	/** Behind a character of uncertain width the terminal may show part of it, so all that follows is written again. */
	let isTailSpoilt = false;

	while (column < textEnd) {
		const width = widthAt(after, column);

		if (!isTailSpoilt && !differsWithin(before, after, column, width)) {
			column += width;
			continue;
		}

		bridgeGap(after, row, column, pen);
		isTailSpoilt = printCell(after, {row, column, width}, pen) || isTailSpoilt;
		column += width;
	}

	eraseTail(before, {row, textEnd, isTailSpoilt}, pen);
	return true;
}

/** Moves to the column, or writes a few unchanged characters again if that is shorter. */
function bridgeGap(after: Row, row: number, column: number, pen: AnsiWriter): void {
	const from = pen.columnIn(row);

	if (from === undefined || from >= column || column - from > shortGap || !isPlainRun(after, from, column, pen.style)) {
		pen.moveTo(row, column);
		return;
	}

	pen.print(after.texts.slice(from, column).join(''), column - from);
}

/** Only single characters of the pen's style, so that writing them costs a byte or three each. */
function isPlainRun(row: Row, from: number, to: number, style: Style | undefined): boolean {
	for (let column = from; column < to; column++) {
		const text = row.texts[column] ?? '';

		if (row.styles[column] !== style || text < ' ' || text > '~') {
			return false;
		}
	}

	return true;
}

/** Whether what follows it is spoilt: terminals disagree on its width. */
function printCell(row: Row, {row: index, column, width}: Cell, pen: AnsiWriter): boolean {
	const text = row.texts[column] ?? blank;
	pen.setStyle(row.styles[column] ?? plain);

	if (isAscii(text) || toGrapheme(text).hasCertainWidth) {
		pen.print(text, width);
		return false;
	}

	// A terminal that takes it for narrower would leave old text beside it.
	pen.print(blank.repeat(width), width);
	pen.moveTo(index, column);
	pen.printUncertain(text);
	return true;
}

type Cell = {readonly row: number; readonly column: number; readonly width: number};

function eraseTail(
	before: Row,
	{row, textEnd, isTailSpoilt}: {readonly row: number; readonly textEnd: number; readonly isTailSpoilt: boolean},
	pen: AnsiWriter,
): void {
	const columns = before.texts.length;
	const oldEnd = isTailSpoilt ? columns : endOfText(before);

	if (oldEnd <= textEnd) {
		return;
	}

	pen.moveTo(row, textEnd);

	if (oldEnd - textEnd < shortErase && !isTailSpoilt && pen.style === plain) {
		pen.print(blank.repeat(oldEnd - textEnd), oldEnd - textEnd);
	} else {
		pen.eraseToEnd();
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

/** Where the character begins that covers the column. */
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

/** The first column after which a row is blank and plain. */
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
