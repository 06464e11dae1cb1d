import {AnsiWriter, type PenState, unknownState} from './ansi-writer.ts';
import {Canvas} from './canvas.ts';
import {findScroll} from './find-scroll.ts';
import {createGrid, type Grid, scrollRows} from './grid.ts';
import {interpret} from './interpret.ts';
import {paint} from './paint.ts';

/** More scrolls in one update than panes on a screen are not worth looking for. */
const mostScrolls = 3;
/** Sequences that wait for a stalled line; what exceeds it is dropped, it would come much too late. */
const mostControlCharacters = 1_000_000;

/**
 * Knows what Ink wants on the screen and what is there, and gives the bytes that turn one into the other. Pure: it writes
 * nothing itself, so any number of frames may be drawn between two updates.
 */
export class ScreenPainter {
	readonly #canvas: Canvas;
	#shown: Grid;
	#penState: PenState = unknownState;
	#isCursorShown: boolean | undefined;
	#mustClear = true;
	#controls = '';

	constructor(columns: number, rows: number) {
		this.#canvas = new Canvas(columns, rows);
		this.#shown = createGrid(columns, rows);
	}

	/** Takes what Ink wrote. */
	draw(output: string): void {
		interpret(output, this.#canvas, sequence => this.send(sequence));
	}

	/** A sequence for the terminal that draws nothing (title, bell, clipboard); it goes with the next update. */
	send(sequence: string): void {
		if (this.#controls.length + sequence.length <= mostControlCharacters) {
			this.#controls += sequence;
		}
	}

	resize(columns: number, rows: number): void {
		this.#canvas.resize(columns, rows);
		this.forgetScreen();
	}

	/** A blank canvas, as the alternate screen is when it is entered. */
	clear(): void {
		this.#canvas.clear();
		this.forgetScreen();
	}

	/** Somebody else may have written: the next update clears the screen and paints everything. */
	forgetScreen(): void {
		this.#mustClear = true;
	}

	/** The bytes that make the screen right; '' when it is. Afterwards they count as shown. */
	update(): string {
		const {grid} = this.#canvas;
		const pen = new AnsiWriter(grid.columns, this.#mustClear ? unknownState : this.#penState);

		if (this.#mustClear) {
			this.#mustClear = false;
			this.#isCursorShown = undefined;
			this.#shown = createGrid(grid.columns, grid.rows.length);
			pen.clear();
		} else {
			this.#scroll(pen);
		}

		paint(this.#shown, grid, pen);
		this.#placeCursor(pen);
		this.#penState = pen.state;

		const controls = this.takeControls();
		return pen.output === '' ? controls : `${controls}\u001B[?2026h${pen.output}\u001B[?2026l`;
	}

	/** The sequences that still wait to be sent. */
	takeControls(): string {
		const controls = this.#controls;
		this.#controls = '';
		return controls;
	}

	#scroll(pen: AnsiWriter): void {
		for (let count = 0; count < mostScrolls; count++) {
			const scroll = findScroll(this.#shown, this.#canvas.grid);

			if (!scroll) {
				return;
			}

			pen.scroll(scroll);
			scrollRows(this.#shown, scroll);
		}
	}

	/** A hidden cursor may stand anywhere. */
	#placeCursor(pen: AnsiWriter): void {
		const {isCursorVisible, row, column} = this.#canvas;

		if (isCursorVisible) {
			pen.moveTo(row, Math.min(column, this.#canvas.grid.columns - 1));
		}

		if (isCursorVisible !== this.#isCursorShown) {
			pen.send(isCursorVisible ? '\u001B[?25h' : '\u001B[?25l');
			this.#isCursorShown = isCursorVisible;
		}
	}
}
