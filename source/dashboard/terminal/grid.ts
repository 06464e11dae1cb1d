import {plain, type Style} from './style.ts';

/**
 * One line of a screen: a text and a style for each column. A character two columns wide is the text of its first column,
 * and '' in the other.
 */
export type Row = {readonly texts: string[]; readonly styles: Style[]};

/** What a screen shows. The rows are changed in place. */
export type Grid = {readonly columns: number; readonly rows: Row[]};

export const blank = ' ';

export function createRow(columns: number): Row {
	return {texts: new Array<string>(columns).fill(blank), styles: new Array<Style>(columns).fill(plain)};
}

export function createGrid(columns: number, rows: number): Grid {
	return {columns, rows: Array.from({length: rows}, () => createRow(columns))};
}

/** The same content in another size: cut or filled at the right and at the bottom. */
export function resizeGrid(grid: Grid, columns: number, rows: number): Grid {
	const resized = createGrid(columns, rows);

	for (const [index, row] of resized.rows.entries()) {
		const source = grid.rows[index];

		if (source) {
			copyRow(source, row);
			mendEnd(row, source);
		}
	}

	return resized;
}

/** Makes `to` show what `from` shows, as far as it reaches. */
export function copyRow(from: Row, to: Row): void {
	for (let column = 0; column < to.texts.length; column++) {
		to.texts[column] = from.texts[column] ?? blank;
		to.styles[column] = from.styles[column] ?? plain;
	}
}

/** Whether two rows differ in one column. */
export function differsAt(a: Row, b: Row, column: number): boolean {
	return a.texts[column] !== b.texts[column] || a.styles[column] !== b.styles[column];
}

/** Moves the rows from `top` up to, not including, `bottom` up by `count` (down when negative); what comes in is blank. */
export function scrollRows(grid: Grid, {top, bottom, count}: Scroll): void {
	const fresh = Array.from({length: Math.abs(count)}, () => createRow(grid.columns));

	if (count > 0) {
		grid.rows.splice(top, count);
		grid.rows.splice(bottom - count, 0, ...fresh);
	} else {
		grid.rows.splice(bottom + count, -count);
		grid.rows.splice(top, 0, ...fresh);
	}
}

/** A block of rows, `bottom` excluded, and by how many lines it moves up; negative is down. */
export type Scroll = {readonly top: number; readonly bottom: number; readonly count: number};

/** A wide character cut by the new right edge becomes blank. */
function mendEnd(row: Row, source: Row): void {
	let column = row.texts.length;

	if (source.texts[column] !== '') {
		return;
	}

	do {
		column -= 1;
		const wasHead = row.texts[column] !== '';
		row.texts[column] = blank;

		if (wasHead) {
			return;
		}
	} while (column > 0);
}
