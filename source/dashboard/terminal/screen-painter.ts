import {AnsiWriter, unknownState, type WriterState} from './ansi-writer.ts';
import {Canvas} from './canvas.ts';
import {findScroll} from './find-scroll.ts';
import {createGrid, type Grid, scrollRows} from './grid.ts';
import {interpret} from './interpret.ts';
import {paint} from './paint.ts';

/** How many scrolls to look for in one update; a screen rarely has more panes that scroll at once. */
const mostScrolls = 3;
/** Limit for sequences that wait while the connection is stalled; what exceeds it is dropped. */
const mostControlCharacters = 1_000_000;

/**
 * Holds two screens in memory, the one that Ink has drawn and the one that the terminal shows, and computes the bytes that
 * turn the second into the first. It writes nothing itself, so any number of frames may be drawn between two updates.
 */
export class ScreenPainter {
	readonly #canvas: Canvas;
	#shown: Grid;
	#writerState: WriterState = unknownState;
	#isCursorShown: boolean | undefined;
	#mustClear = true;
	#controls = '';

	constructor(columns: number, rows: number) {
		this.#canvas = new Canvas(columns, rows);
		this.#shown = createGrid(columns, rows);
	}

	/** Draws Ink's output into memory. */
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

	/** Another program may have written to the terminal: the next update clears the screen and paints everything. */
	forgetScreen(): void {
		this.#mustClear = true;
	}

	/** The bytes that bring the terminal up to date; '' if nothing differs. They count as shown from then on. */
	update(): string {
		const {grid} = this.#canvas;
		const writer = new AnsiWriter(grid.columns, this.#mustClear ? unknownState : this.#writerState);

		if (this.#mustClear) {
			this.#mustClear = false;
			this.#isCursorShown = undefined;
			this.#shown = createGrid(grid.columns, grid.rows.length);
			writer.clear();
		} else {
			this.#scroll(writer);
		}

		paint(this.#shown, grid, writer);
		this.#placeCursor(writer);
		this.#writerState = writer.state;

		const controls = this.takeControls();
		return writer.output === '' ? controls : `${controls}\u001B[?2026h${writer.output}\u001B[?2026l`;
	}

	/** The sequences that were not sent yet; they count as sent from then on. */
	takeControls(): string {
		const controls = this.#controls;
		this.#controls = '';
		return controls;
	}

	#scroll(writer: AnsiWriter): void {
		for (let count = 0; count < mostScrolls; count++) {
			const scroll = findScroll(this.#shown, this.#canvas.grid);

			if (!scroll) {
				return;
			}

			writer.scroll(scroll);
			scrollRows(this.#shown, scroll);
		}
	}

	/** A hidden cursor may stand anywhere. */
	#placeCursor(writer: AnsiWriter): void {
		const {isCursorVisible, row, column} = this.#canvas;

		if (isCursorVisible) {
			writer.moveTo(row, Math.min(column, this.#canvas.grid.columns - 1));
		}

		if (isCursorVisible !== this.#isCursorShown) {
			writer.send(isCursorVisible ? '\u001B[?25h' : '\u001B[?25l');
			this.#isCursorShown = isCursorVisible;
		}
	}
}
