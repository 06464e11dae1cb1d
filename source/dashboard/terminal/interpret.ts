import type {Canvas} from './canvas.ts';
import {applySgr} from './style.ts';

/**
 * Text; a line feed or carriage return; a CSI sequence; a control string up to its end (OSC may end in a bell, and tmux
 * wants the escapes inside its own doubled); any other escape; a bell.
 */
const token = new RegExp(
	[
		/(?<text>[^\u0000-\u001F\u007F-\u009F]+)/,
		/(?<lineEnd>[\r\n])/,
		/\u001B\[(?<parameters>[0-?]*)(?<intermediates>[ -/]*)(?<final>[@-~])/,
		/(?<string>\u001BPtmux;(?:\u001B\u001B|[^\u001B])*\u001B\\|\u001B\][^\u0007\u001B]*(?:\u0007|\u001B\\)|\u001B[PX^_][^\u001B]*\u001B\\)/,
		/\u001B[ -/]*[0-~]/,
		/(?<bell>\u0007)/,
	]
		.map(({source}) => source)
		.join('|'),
	'g',
);
/** Ink marks its frames as synchronized; the terminal marks its own updates instead. */
const synchronized = '?2026';
const cursorVisible = '?25';
const hyperlink = '\u001B]8;';

/**
 * Draws Ink's output onto a canvas, as a terminal would show it. Sequences that draw nothing (title, bell, clipboard, input
 * modes) are passed to `onControl` unchanged. An incomplete sequence at the end is dropped: Ink writes whole sequences.
 */
export function interpret(output: string, canvas: Canvas, onControl: (sequence: string) => void): void {
	for (const match of output.matchAll(token)) {
		const {text, lineEnd, final, string, bell} = match.groups ?? {};

		if (text !== undefined) {
			canvas.write(text);
		} else if (lineEnd === '\n') {
			canvas.newLine();
		} else if (lineEnd === '\r') {
			canvas.moveTo(canvas.row, 0);
		} else if (final !== undefined) {
			applyCsi(match, canvas, onControl);
		} else if (string !== undefined && !string.startsWith(hyperlink)) {
			onControl(string);
		} else if (bell !== undefined) {
			onControl(bell);
		}
	}
}

function applyCsi(match: RegExpMatchArray, canvas: Canvas, onControl: (sequence: string) => void): void {
	const {parameters = '', intermediates = '', final = ''} = match.groups ?? {};

	if (intermediates !== '' || /[<=>?]/.test(parameters)) {
		applyMode(match[0], {parameters, final}, canvas, onControl);
		return;
	}

	if (final === 'm') {
		canvas.style = applySgr(canvas.style, parameters);
		return;
	}

	const [first, second] = parameters.split(';').map(Number);

	if (!move(canvas, final, first || 1, second || 1) && !erase(canvas, final, first || 0)) {
		onControl(match[0]);
	}
}

function applyMode(
	sequence: string,
	{parameters, final}: {readonly parameters: string; readonly final: string},
	canvas: Canvas,
	onControl: (sequence: string) => void,
): void {
	if (parameters === cursorVisible && (final === 'h' || final === 'l')) {
		canvas.isCursorVisible = final === 'h';
	} else if (parameters !== synchronized) {
		onControl(sequence);
	}
}

/** Whether it was a cursor movement. `first` and `second` count from 1. */
function move(canvas: Canvas, final: string, first: number, second: number): boolean {
	const {row} = canvas;
	// After the last column the cursor stands on it, waiting to wrap.
	const column = Math.min(canvas.column, canvas.grid.columns - 1);

	switch (final) {
		case 'A':
			canvas.moveTo(row - first, column);
			return true;
		case 'B':
			canvas.moveTo(row + first, column);
			return true;
		case 'C':
			canvas.moveTo(row, column + first);
			return true;
		case 'D':
			canvas.moveTo(row, column - first);
			return true;
		case 'E':
			canvas.moveTo(row + first, 0);
			return true;
		case 'F':
			canvas.moveTo(row - first, 0);
			return true;
		case 'G':
			canvas.moveTo(row, first - 1);
			return true;
		case 'd':
			canvas.moveTo(first - 1, column);
			return true;
		case 'H':
		case 'f':
			canvas.moveTo(first - 1, second - 1);
			return true;
		default:
			return false;
	}
}

/** Whether it erased: from the cursor on (0), up to the cursor (1) or everything (2), in the row (K) or the screen (J). */
function erase(canvas: Canvas, final: string, extent: number): boolean {
	if (final !== 'J' && final !== 'K') {
		return false;
	}

	const {columns, rows} = canvas.grid;
	const column = Math.min(canvas.column, columns - 1);
	canvas.eraseInRow(extent === 0 ? column : 0, extent === 1 ? column + 1 : columns);

	if (final === 'J') {
		canvas.eraseRows(extent === 0 ? canvas.row + 1 : 0, extent === 1 ? canvas.row : rows.length);
	}

	return true;
}
