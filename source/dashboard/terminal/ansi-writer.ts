import {plain, type Style, transition} from './style.ts';

const newLine = '\r\n';

/**
 * Collects output for the real terminal and tracks its cursor and style. Columns and rows count from 0. Where terminals
 * disagree on the cursor's position it counts as unknown, and the next movement is absolute.
 */
export class AnsiWriter {
	#output = '';
	#row: number | undefined;
	#column: number | undefined;
	#style: Style | undefined;
	readonly #columns: number;

	constructor(columns: number, state: WriterState = unknownState) {
		this.#columns = columns;
		this.#row = state.row;
		this.#column = state.column;
		this.#style = state.style;
	}

	/** The output collected so far. */
	get output(): string {
		return this.#output;
	}

	/** Cursor and style after this output; the next writer starts from it. */
	get state(): WriterState {
		return {row: this.#row, column: this.#column, style: this.#style};
	}

	/** The cursor's column; `undefined` if it is unknown or the cursor is in another row. */
	columnIn(row: number): number | undefined {
		return this.#row === row ? this.#column : undefined;
	}

	get style(): Style | undefined {
		return this.#style;
	}

	/** Uses the shortest sequence. */
	moveTo(row: number, column: number): void {
		if (this.#row === row && this.#column === column) {
			return;
		}

		this.#output += this.#shortestMove(row, column);
		this.#row = row;
		this.#column = column;
	}

	setStyle(style: Style): void {
		this.#output +=
			this.#style === undefined ? `\u001B[0;${style}m`.replace(';m', 'm') : transition(this.#style, style);
		this.#style = style;
	}

	/** Text whose width is the same in every terminal. After the last column the position is unknown. */
	print(text: string, width: number): void {
		this.#output += text;
		this.#column = this.#column === undefined ? undefined : this.#column + width;

		if (this.#column !== undefined && this.#column >= this.#columns) {
			this.#column = undefined;
		}
	}

	/** Text after which terminals disagree on the column. */
	printUncertain(text: string): void {
		this.#output += text;
		this.#column = undefined;
	}

	/** From the cursor to the end of its row. The style must be plain: terminals erase with the background colour. */
	eraseToEnd(): void {
		this.setStyle(plain);
		this.#output += '\u001B[K';
	}

	/** The whole screen. */
	clear(): void {
		this.setStyle(plain);
		this.#output += '\u001B[H\u001B[2J';
		this.#row = 0;
		this.#column = 0;
	}

	/** Moves a block of rows (`bottom` excluded) up by `count` lines, down when negative. */
	scroll({top, bottom, count}: {readonly top: number; readonly bottom: number; readonly count: number}): void {
		this.setStyle(plain);
		const shift =
			count > 0 ? `\u001B[${bottom}H${'\n'.repeat(count)}` : `\u001B[${top + 1}H${'\u001BM'.repeat(-count)}`;
		this.#output += `\u001B[${top + 1};${bottom}r${shift}\u001B[r`;
		this.#row = 0;
		this.#column = 0;
	}

	/** A sequence that neither moves the cursor nor changes the style. */
	send(sequence: string): void {
		this.#output += sequence;
	}

	#shortestMove(row: number, column: number): string {
		const ways = [absolute(row, column)];

		if (this.#row === row) {
			ways.push(...horizontal(this.#column, column));
		} else if (this.#row !== undefined && row > this.#row && row - this.#row <= 3) {
			const down = newLine.repeat(row - this.#row);
			ways.push(...horizontal(0, column).map(way => down + way));
		}

		if (this.#row !== undefined && this.#row !== row && this.#column !== undefined) {
			const vertical = row > this.#row ? csi(row - this.#row, 'B') : csi(this.#row - row, 'A');
			ways.push(...horizontal(this.#column, column).map(way => vertical + way));
		}

		return ways.reduce((shortest, way) => (way.length < shortest.length ? way : shortest));
	}
}

/** Cursor and style of a terminal; `undefined` where unknown. */
export type WriterState = {
	readonly row: number | undefined;
	readonly column: number | undefined;
	readonly style: Style | undefined;
};

/** The state after another program wrote to the terminal. */
export const unknownState: WriterState = {row: undefined, column: undefined, style: undefined};

function absolute(row: number, column: number): string {
	return column === 0 ? csi(row + 1, 'H') : `\u001B[${row + 1};${column + 1}H`;
}

function horizontal(from: number | undefined, to: number): string[] {
	const ways = [to === 0 ? '\r' : `\u001B[${to + 1}G`];

	if (from === to) {
		ways.push('');
	} else if (from !== undefined) {
		ways.push(to > from ? csi(to - from, 'C') : csi(from - to, 'D'));
	}

	return ways;
}

function csi(count: number, final: string): string {
	return `\u001B[${count === 1 ? '' : count}${final}`;
}
