import {isSimple, toGraphemes} from '../text/width.ts';
import {blank, createGrid, type Grid, type Row, resizeGrid, scrollRows} from './grid.ts';
import {plain, type Style} from './style.ts';

/** Most UTF-16 units of combining characters in one cell; more cannot be seen and would only cost bytes. */
const longestCluster = 64;

/** A screen in memory that is drawn on like a terminal: a grid, a cursor, and the style of what is written next. */
export class Canvas {
	grid: Grid;
	row = 0;
	/** May equal the number of columns: the next character wraps. */
	column = 0;
	style: Style = plain;
	isCursorVisible = true;

	constructor(columns: number, rows: number) {
		this.grid = createGrid(columns, rows);
	}

	/** Writes text without control characters at the cursor. */
	write(text: string): void {
		if (isSimple(text)) {
			this.#writeSimple(text);
			return;
		}

		for (const grapheme of toGraphemes(text)) {
			if (grapheme.width === 0) {
				this.#attach(grapheme.text);
			} else {
				const fits = grapheme.width <= this.grid.columns;
				this.#put(fits ? grapheme.text : '?', fits ? grapheme.width : 1);
			}
		}
	}

	/** To the start of the next line; the screen scrolls at its end. */
	newLine(): void {
		this.column = 0;

		if (this.row < this.grid.rows.length - 1) {
			this.row += 1;
		} else {
			scrollRows(this.grid, {top: 0, bottom: this.grid.rows.length, count: 1});
		}
	}

	/** Both counted from 0; stops at the edges. */
	moveTo(row: number, column: number): void {
		this.row = clamp(row, this.grid.rows.length - 1);
		this.column = clamp(column, this.grid.columns - 1);
	}

	/** From one column up to, not including, another, in the cursor's row. */
	eraseInRow(from: number, to: number): void {
		eraseCells(this.#currentRow(), from, to);
	}

	/** Whole rows, `to` excluded. */
	eraseRows(from: number, to: number): void {
		for (const row of this.grid.rows.slice(from, to)) {
			eraseCells(row, 0, this.grid.columns);
		}
	}

	/** Blank, with the cursor at the top left. */
	clear(): void {
		this.eraseRows(0, this.grid.rows.length);
		this.moveTo(0, 0);
	}

	resize(columns: number, rows: number): void {
		this.grid = resizeGrid(this.grid, columns, rows);
		this.moveTo(this.row, this.column);
	}

	/** The same for characters of one column each, without measuring them. */
	#writeSimple(text: string): void {
		let written = 0;

		while (written < text.length) {
			if (this.column >= this.grid.columns) {
				this.newLine();
			}

			const end = Math.min(this.grid.columns, this.column + text.length - written);
			const {texts, styles} = eraseCells(this.#currentRow(), this.column, end);

			for (; this.column < end; this.column++, written++) {
				texts[this.column] = text.charAt(written);
				styles[this.column] = this.style;
			}
		}
	}

	#put(text: string, width: number): void {
		if (this.column + width > this.grid.columns) {
			this.newLine();
		}

		const {texts, styles} = eraseCells(this.#currentRow(), this.column, this.column + width);
		texts[this.column] = text;
		styles[this.column] = this.style;

		for (let column = this.column + 1; column < this.column + width; column++) {
			texts[column] = '';
			styles[column] = this.style;
		}

		this.column += width;
	}

	/** A mark on its own belongs to the character before it; at the start of a line it has none and is dropped. */
	#attach(mark: string): void {
		const {texts} = this.#currentRow();
		let column = this.column - 1;

		while (column > 0 && texts[column] === '') {
			column -= 1;
		}

		const base = texts[column];

		if (base !== undefined && base !== blank && base.length + mark.length <= longestCluster) {
			texts[column] = base + mark;
		}
	}

	#currentRow(): Row {
		const row = this.grid.rows[this.row];

		if (!row) {
			throw new RangeError(`The cursor is in row ${this.row} of ${this.grid.rows.length}.`);
		}

		return row;
	}
}

/** Blanks columns, and what is left of wide characters that begin or end outside. */
function eraseCells(row: Row, from: number, to: number): Row {
	let start = from;
	let end = to;

	while (start > 0 && row.texts[start] === '') {
		start -= 1;
	}

	while (end < row.texts.length && row.texts[end] === '') {
		end += 1;
	}

	for (let column = start; column < end; column++) {
		row.texts[column] = blank;

		if (column >= from && column < to) {
			row.styles[column] = plain;
		}
	}

	return row;
}

function clamp(value: number, largest: number): number {
	return Math.max(0, Math.min(value, largest));
}
