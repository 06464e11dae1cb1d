import type {Cell, CellColor, Screen} from './screen.ts';

/** Fonts that hold box drawing and the dashboard's glyphs at one column each. */
const fonts =
	"'JetBrains Mono', 'Cascadia Code', 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono', monospace";
const cellWidth = 8.4;
const cellHeight = 18;
const fontSize = 14;
const baseline = 13.2;
const padding = 18;
const titleHeight = 34;
const theme = {
	background: '#12151c',
	bar: '#1a1e27',
	border: '#2a303d',
	foreground: '#d7dce5',
	title: '#8a93a6',
	palette: [
		...['#3b4252', '#f07178', '#a6d189', '#e5c07b', '#7aa2f7', '#c099ff', '#6fc3df', '#c8d0e0'],
		...['#68738a', '#ff8b92', '#b9e3a0', '#f2d399', '#93b4ff', '#d0b3ff', '#8fd6ee', '#eef1f7'],
	],
};

/** Cells in a row of one look, drawn as one text. */
type Run = {readonly column: number; readonly columns: number; readonly text: string; readonly look: Look};
type Look = {readonly fill: string; readonly back: string | undefined; readonly css: string};

/** Draws a screen as a window with a title: an SVG for the README and for golden screens. The same screen, the same bytes. */
export function toSvg(screen: Screen, {title}: {readonly title: string}): string {
	return drawWindow(screen, title, screen.cells.map(drawRow));
}

/** A window with a title around `parts`, which are drawn as they are; empty ones are left out. */
export function drawWindow(
	{columns, rows}: {readonly columns: number; readonly rows: number},
	title: string,
	parts: readonly string[],
): string {
	const width = round(columns * cellWidth + padding * 2);
	const height = round(rows * cellHeight + padding * 2 + titleHeight);

	return `${[
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" fill="${theme.foreground}" role="img" aria-label="${escapeXml(title)}">`,
		'<style>',
		`text{font:${fontSize}px ${fonts};white-space:pre;font-variant-ligatures:none}`,
		'.b{font-weight:700}.d{opacity:.58}.i{font-style:italic}.u{text-decoration:underline}.s{text-decoration:line-through}',
		'</style>',
		`<rect x=".5" y=".5" width="${round(width - 1)}" height="${round(height - 1)}" rx="11" fill="${theme.background}" stroke="${theme.border}"/>`,
		`<path d="M1 ${titleHeight}V12A11 11 0 0 1 12 1H${round(width - 12)}A11 11 0 0 1 ${round(width - 1)} 12V${titleHeight}Z" fill="${theme.bar}"/>`,
		...['#ff5f57', '#febc2e', '#28c840'].map(
			(color, index) => `<circle cx="${20 + index * 19}" cy="${titleHeight / 2}" r="5.5" fill="${color}"/>`,
		),
		`<text x="${round(width / 2)}" y="${titleHeight / 2 + 4.5}" text-anchor="middle" fill="${theme.title}">${escapeXml(title)}</text>`,
		...parts.filter(part => part !== ''),
		'</svg>',
	].join('\n')}\n`;
}

/** Draws the row at `index` of a screen; empty for a blank one. */
export function drawRow(row: readonly Cell[], index: number): string {
	const top = padding + titleHeight - 8 + index * cellHeight;
	const runs = toRuns(row);
	const texts = runs.flatMap(run => (run.text.trim() === '' ? [] : [drawText(withoutMargins(run), top)]));
	return [...drawBacks(runs, top), ...texts].join('');
}

/** One rectangle for neighbours of one colour, so that no seam shows. */
function drawBacks(runs: readonly Run[], top: number): readonly string[] {
	const backs: {column: number; columns: number; fill: string}[] = [];

	for (const {column, columns, look} of runs) {
		const last = backs.at(-1);

		if (last && last.fill === look.back && last.column + last.columns === column) {
			last.columns += columns;
		} else if (look.back !== undefined) {
			backs.push({column, columns, fill: look.back});
		}
	}

	return backs.map(
		({column, columns, fill}) =>
			`<rect x="${x(column)}" y="${round(top)}" width="${round(columns * cellWidth)}" height="${cellHeight}" fill="${fill}"/>`,
	);
}

/** Not every viewer keeps the spaces at the edges of a text. */
function withoutMargins(run: Run): Run {
	const start = run.text.length - run.text.trimStart().length;
	const text = run.text.trim();
	return {...run, text, column: run.column + start, columns: run.columns - (run.text.length - text.length)};
}

/**
 * Words are given their length, so that a font whose characters are narrower or wider still keeps the grid. A single glyph
 * stands in the middle of its cells as the font draws it, and rules are lines, without seams.
 */
function drawText({column, columns, text, look}: Run, top: number): string {
	const css = look.css === '' ? '' : ` class="${look.css}"`;
	const fill = look.fill === theme.foreground ? '' : ` fill="${look.fill}"`;
	const width = round(columns * cellWidth);
	const y = round(top + baseline);

	if (isRule(text)) {
		const height = text.startsWith('─') ? 1 : 2;
		return `<rect x="${x(column)}" y="${round(top + cellHeight / 2)}" width="${width}" height="${height}" fill="${look.fill}"${css}/>`;
	}

	return isWord(text)
		? `<text x="${x(column)}" y="${y}" textLength="${width}"${fill}${css}>${escapeXml(text)}</text>`
		: `<text x="${x(column + columns / 2)}" y="${y}" text-anchor="middle"${fill}${css}>${escapeXml(text)}</text>`;
}

/** Words and rules are runs of many columns; every other glyph is one of its own. */
function toRuns(row: readonly Cell[]): readonly Run[] {
	const runs: Run[] = [];

	for (const [column, cell] of row.entries()) {
		const last = runs.at(-1);

		if (cell.width === 0) {
			continue;
		}

		const look = toLook(cell);

		if (last && isSameLook(last.look, look) && continues(last.text, cell.text)) {
			runs.splice(-1, 1, {...last, columns: last.columns + 1, text: last.text + cell.text});
		} else {
			runs.push({column, columns: cell.width, text: cell.text, look});
		}
	}

	return runs;
}

/** Text after a gap starts anew, so that the columns of a table stand exactly. */
function continues(text: string, next: string): boolean {
	return isRule(next) ? text.endsWith(next) : isWord(text) && isWord(next) && !(text.endsWith('  ') && next !== ' ');
}

function isWord(text: string): boolean {
	return /^[ -~]+$/.test(text);
}

function isRule(text: string): boolean {
	return /^(?:─+|━+)$/.test(text);
}

function isSameLook(a: Look, b: Look): boolean {
	return a.fill === b.fill && a.back === b.back && a.css === b.css;
}

function toLook(cell: Cell): Look {
	const front = toHex(cell.foreground, cell.bold) ?? theme.foreground;
	const back = toHex(cell.background, false);
	const css = [
		cell.bold ? 'b' : '',
		cell.dim ? 'd' : '',
		cell.italic ? 'i' : '',
		cell.underline ? 'u' : '',
		cell.strikethrough ? 's' : '',
	];

	return {
		fill: cell.inverse ? (back ?? theme.background) : front,
		back: cell.inverse ? front : back,
		css: css.filter(name => name !== '').join(' '),
	};
}

function toHex(color: CellColor, isBright: boolean): string | undefined {
	switch (color.kind) {
		case 'default':
			return undefined;
		case 'rgb':
			return `#${color.value.toString(16).padStart(6, '0')}`;
		case 'palette':
			return toPaletteHex(isBright && color.index < 8 ? color.index + 8 : color.index);
	}
}

/** The 16 colours of the theme, the cube of 6x6x6, and 24 greys. */
function toPaletteHex(index: number): string {
	const named = theme.palette[index];

	if (named !== undefined) {
		return named;
	}

	if (index >= 232) {
		const grey = 8 + (index - 232) * 10;
		return toHexTriple(grey, grey, grey);
	}

	const level = (digit: number) => (digit === 0 ? 0 : 55 + digit * 40);
	const cube = index - 16;
	return toHexTriple(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

function toHexTriple(...levels: readonly number[]): string {
	return `#${levels.map(level => level.toString(16).padStart(2, '0')).join('')}`;
}

function x(column: number): number {
	return round(padding + column * cellWidth);
}

function round(value: number): number {
	return Math.round(value * 100) / 100;
}

function escapeXml(text: string): string {
	return text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);
}
