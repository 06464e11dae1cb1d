import {type Cell, type CellColor, clusterWidth, type Screen} from './screen.ts';

/** A stored screen has three blocks: its text, one style letter for each cell, and what the letters mean. */
const stylesTitle = '=== styles ===';
const legendTitle = '=== legend ===';
const plainLetter = '.';
const colorNames = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const attributes = ['bold', 'dim', 'italic', 'underline', 'inverse', 'strikethrough'] as const;
/** The looks that most screens have get the same letter in all of them, so that a new look changes no other line. */
const usualLetters: Readonly<Record<string, string>> = {
	bold: 'B',
	dim: 'd',
	underline: 'u',
	'bold underline': 'H',
	inverse: 'i',
	'bold inverse': 'I',
	...Object.fromEntries(['red', 'green', 'yellow', 'magenta', 'cyan'].map(name => [`fg=${name}`, name[0] ?? ''])),
	...Object.fromEntries(
		['red', 'green', 'yellow', 'magenta', 'cyan'].map(name => [`bold fg=${name}`, name[0]?.toUpperCase() ?? '']),
	),
};
const spareLetters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'].filter(
	letter => !Object.values(usualLetters).includes(letter),
);

type Style = Omit<Cell, 'text' | 'width'>;

const plainStyle: Style = {
	foreground: {kind: 'default'},
	background: {kind: 'default'},
	bold: false,
	dim: false,
	italic: false,
	underline: false,
	inverse: false,
	strikethrough: false,
};

/** Writes a screen as text to store and to review. What cannot be seen, such as the colour of a blank, is left out. */
export function toGoldenText(screen: Screen): string {
	const names = screen.cells.map(toStyleNames);
	const letters = assignLetters(names.flat());
	const styles = names.map(row => trimEnd(row.map(name => letters.get(name) ?? plainLetter).join(''), plainLetter));
	const legend = [...letters].map(([name, letter]) => `${letter} ${name}`).toSorted();
	const size = `size ${screen.columns}x${screen.rows}`;
	return `${[...screen.lines, stylesTitle, ...styles, legendTitle, size, ...legend].join('\n')}\n`;
}

/** Reads a stored screen. Throws a `SyntaxError` when the text is none. */
export function fromGoldenText(text: string): Screen {
	const all = text.trimEnd().split('\n');
	const legendStart = all.lastIndexOf(legendTitle);
	const [, columns, rows] = (/^size (\d+)x(\d+)$/.exec(all[legendStart + 1] ?? '') ?? []).map(Number);

	if (columns === undefined || rows === undefined || all[rows] !== stylesTitle) {
		throw new SyntaxError('This is not a stored screen: its text, its styles, or its legend with the size is missing.');
	}

	const styles = new Map(all.slice(legendStart + 2).map(line => [line.charAt(0), parseStyle(line.slice(2))]));
	const lines = all.slice(0, rows);
	const cells = lines.map((line, row) => toCells(line, columns, all[rows + 1 + row] ?? '', styles));
	return {
		columns,
		rows,
		lines,
		text: lines.join('\n').trimEnd(),
		cells,
		cursor: {row: 0, column: 0, isVisible: false},
	};
}

/** A wide character's second column has the style of the first. */
function toStyleNames(row: readonly Cell[]): readonly string[] {
	const names: string[] = [];

	for (const cell of row) {
		names.push(cell.width === 0 ? (names.at(-1) ?? '') : formatStyle(cell));
	}

	return names;
}

/** `bold fg=green bg=#10141c`; '' for the terminal's own look. */
function formatStyle(cell: Cell): string {
	const isVisible = cell.text !== ' ' || cell.underline || cell.inverse || cell.strikethrough;
	const set = isVisible ? attributes.filter(name => cell[name]) : [];
	const colors = [isVisible ? formatColor('fg', cell.foreground) : '', formatColor('bg', cell.background)];
	return [...set, ...colors.filter(color => color !== '')].join(' ');
}

function formatColor(ground: 'fg' | 'bg', color: CellColor): string {
	switch (color.kind) {
		case 'default':
			return '';
		case 'palette':
			return `${ground}=${colorNames[color.index] ?? color.index}`;
		case 'rgb':
			return `${ground}=#${color.value.toString(16).padStart(6, '0')}`;
	}
}

function parseStyle(text: string): Style {
	const words = text.split(' ');
	const set = Object.fromEntries(attributes.map(name => [name, words.includes(name)]));
	return {...plainStyle, ...set, foreground: parseColor('fg', words), background: parseColor('bg', words)};
}

function parseColor(ground: 'fg' | 'bg', words: readonly string[]): CellColor {
	const value = words.find(word => word.startsWith(`${ground}=`))?.slice(3);

	if (value === undefined) {
		return {kind: 'default'};
	}

	return value.startsWith('#')
		? {kind: 'rgb', value: Number.parseInt(value.slice(1), 16)}
		: {kind: 'palette', index: colorNames.includes(value) ? colorNames.indexOf(value) : Number(value)};
}

function assignLetters(names: readonly string[]): ReadonlyMap<string, string> {
	const letters = new Map<string, string>();
	const spare = spareLetters.values();

	for (const name of names) {
		if (name !== '' && !letters.has(name)) {
			const letter = usualLetters[name] ?? spare.next().value;

			if (letter === undefined) {
				throw new RangeError('The screen has more looks than there are letters.');
			}

			letters.set(name, letter);
		}
	}

	return letters;
}

function toCells(line: string, columns: number, letters: string, styles: ReadonlyMap<string, Style>): readonly Cell[] {
	const cells: Cell[] = [];

	for (const {segment} of new Intl.Segmenter(undefined, {granularity: 'grapheme'}).segment(
		line + ' '.repeat(columns),
	)) {
		const width = Math.max(1, clusterWidth(segment));
		const style = styles.get(letters.charAt(cells.length)) ?? plainStyle;
		cells.push({...style, text: segment, width});

		for (let column = 1; column < width; column++) {
			cells.push({...style, text: '', width: 0});
		}
	}

	return cells.slice(0, columns);
}

function trimEnd(text: string, character: string): string {
	let end = text.length;

	while (text.charAt(end - 1) === character) {
		end -= 1;
	}

	return text.slice(0, end);
}
