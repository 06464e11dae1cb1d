import xterm, {type IBufferCell, type Terminal} from '@xterm/headless';
import stringWidth from 'string-width';

/** Colour as the terminal was told: its own default, one of the palette's 256, or 0xRRGGBB. */
export type CellColor =
	| {readonly kind: 'default'}
	| {readonly kind: 'palette'; readonly index: number}
	| {readonly kind: 'rgb'; readonly value: number};

/** One column of the screen; a wide character's second column has width 0. */
export type Cell = {
	readonly text: string;
	readonly width: number;
	readonly foreground: CellColor;
	readonly background: CellColor;
	readonly bold: boolean;
	readonly dim: boolean;
	readonly italic: boolean;
	readonly underline: boolean;
	readonly inverse: boolean;
	readonly strikethrough: boolean;
};

/** What a real terminal shows, at one moment. */
export type Screen = {
	readonly columns: number;
	readonly rows: number;
	/** The lines from top to bottom, blanks at their ends removed. */
	readonly lines: readonly string[];
	/** The lines as one text, blank lines at the end removed. */
	readonly text: string;
	readonly cells: readonly (readonly Cell[])[];
	/** From 0, at the top left. */
	readonly cursor: {readonly row: number; readonly column: number; readonly isVisible: boolean};
};

/** A terminal without a window; `write` resolves once everything is on the screen. */
export type HeadlessTerminal = {
	write(data: string | Uint8Array): Promise<void>;
	resize(columns: number, rows: number): void;
	screen(): Screen;
	/** The same as `screen().text`, without the work of reading every cell's look. */
	text(): string;
	dispose(): void;
};

/** How a terminal measures characters: by graphemes as new ones do, or by code points with old tables. */
export type WidthRule = 'graphemes' | 'code-points';

/** Creates a terminal of this size. `\n` also returns the carriage, as behind a PTY. */
export function createHeadlessTerminal({
	columns,
	rows,
	widths = 'graphemes',
}: {
	readonly columns: number;
	readonly rows: number;
	readonly widths?: WidthRule;
}): HeadlessTerminal {
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, convertEol: true, scrollback: 0});
	let isCursorVisible = true;
	terminal.parser.registerCsiHandler({prefix: '?', final: 'h'}, noteCursor(true));
	terminal.parser.registerCsiHandler({prefix: '?', final: 'l'}, noteCursor(false));

	if (widths === 'graphemes') {
		measureGraphemes(terminal);
	}

	function noteCursor(isVisible: boolean) {
		return (parameters: (number | number[])[]) => {
			isCursorVisible = parameters.includes(25) ? isVisible : isCursorVisible;
			return false;
		};
	}

	return {
		write: data => new Promise(resolve => terminal.write(data, resolve)),
		resize: (newColumns, newRows) => terminal.resize(newColumns, newRows),
		screen: () => readScreen(terminal, isCursorVisible),
		text: () => readText(terminal),
		dispose: () => terminal.dispose(),
	};
}

/** Shows an output on a fresh terminal, and reads the screen. */
export async function toScreen(
	output: string | Uint8Array,
	size: {readonly columns: number; readonly rows: number; readonly widths?: WidthRule},
): Promise<Screen> {
	const terminal = createHeadlessTerminal(size);
	await terminal.write(output);
	const screen = terminal.screen();
	terminal.dispose();
	return screen;
}

function readText(terminal: Terminal): string {
	const buffer = terminal.buffer.active;
	return Array.from({length: terminal.rows}, (_, row) =>
		(buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
	)
		.join('\n')
		.trimEnd();
}

function readScreen(terminal: Terminal, isVisible: boolean): Screen {
	const buffer = terminal.buffer.active;
	const cells = Array.from({length: terminal.rows}, (_, row) =>
		Array.from({length: terminal.cols}, (_, column) => {
			const cell = buffer.getLine(buffer.viewportY + row)?.getCell(column);

			if (!cell) {
				throw new RangeError(`There is no cell in row ${row}, column ${column}.`);
			}

			return toCell(cell);
		}),
	);
	const lines = cells.map(row =>
		row
			.map(cell => cell.text)
			.join('')
			.trimEnd(),
	);

	return {
		columns: terminal.cols,
		rows: terminal.rows,
		lines,
		text: lines.join('\n').trimEnd(),
		cells,
		cursor: {row: buffer.cursorY, column: buffer.cursorX, isVisible},
	};
}

function toCell(cell: IBufferCell): Cell {
	const width = cell.getWidth();

	return {
		text: width === 0 ? '' : cell.getChars() || ' ',
		width,
		foreground: toColor(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
		background: toColor(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
		bold: cell.isBold() !== 0,
		dim: cell.isDim() !== 0,
		italic: cell.isItalic() !== 0,
		underline: cell.isUnderline() !== 0,
		inverse: cell.isInverse() !== 0,
		strikethrough: cell.isStrikethrough() !== 0,
	};
}

function toColor(isDefault: boolean, isRgb: boolean, value: number): CellColor {
	if (isDefault) {
		return {kind: 'default'};
	}

	return isRgb ? {kind: 'rgb', value} : {kind: 'palette', index: value};
}

/** xterm.js packs a character's state (here a cluster's number), width and whether it joins the one before into one number. */
const joinBit = 1;
const widthShift = 1;
const stateShift = 3;
const longestCluster = 64;

/** Measures like Ink: whole graphemes, by string-width. Without it xterm.js takes one column for an emoji. */
function measureGraphemes(terminal: Terminal): void {
	const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
	const clusters = [''];
	const numbers = new Map<string, number>([['', 0]]);
	const numberOf = (cluster: string) => {
		const number = numbers.get(cluster) ?? clusters.push(cluster) - 1;
		numbers.set(cluster, number);
		return number;
	};

	terminal.unicode.register({
		version: 'graphemes',
		wcwidth: codePoint => clusterWidth(String.fromCodePoint(codePoint)),
		charProperties(codePoint, preceding) {
			const character = String.fromCodePoint(codePoint);
			const joined = (clusters[preceding >> stateShift] ?? '') + character;
			const joins =
				joined !== character && joined.length <= longestCluster && [...segmenter.segment(joined)].length === 1;
			const cluster = joins ? joined : character;
			return (numberOf(cluster) << stateShift) | (clusterWidth(cluster) << widthShift) | (joins ? joinBit : 0);
		},
	});
	terminal.unicode.activeVersion = 'graphemes';
}

/** How many columns a grapheme takes here. A cell holds two at most. */
export function clusterWidth(cluster: string): 0 | 1 | 2 {
	const width = stringWidth(cluster, {countAnsiEscapeCodes: true});
	return width >= 2 ? 2 : width === 1 ? 1 : 0;
}
