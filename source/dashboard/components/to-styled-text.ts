import chalk from 'chalk';
import {fitLine, type Line, mergeAlike, type Span} from '../line.ts';
import {type Color, type Theme, toAscii} from '../theme.ts';

type Kept = {readonly columns: number; readonly theme: Theme; readonly text: string};

const kept = new WeakMap<Line, Kept>();

/** A line as text with its styles, cut to `columns`. Kept by line: most of a screen is the same as a moment ago. */
export function toStyledText(line: Line, columns: number, theme: Theme): string {
	const known = kept.get(line);

	if (known && known.columns === columns && known.theme === theme) {
		return known.text;
	}

	const text = mergeAlike(fitLine(line, columns))
		.map(span => toStyledSpan(span, theme))
		.join('');
	kept.set(line, {columns, theme, text});
	return text;
}

function toStyledSpan(span: Span, {colors, glyphs}: Theme): string {
	const {tone, bold, dim, italic, underline, inverse} = span;
	const color = tone && colors[tone];
	let text = glyphs.isAscii ? toAscii(span.text) : span.text;
	text = dim ? chalk.dim(text) : text;
	text = color ? colorize(text, color) : text;
	text = bold ? chalk.bold(text) : text;
	text = italic ? chalk.italic(text) : text;
	text = underline ? chalk.underline(text) : text;
	return inverse ? chalk.inverse(text) : text;
}

function colorize(text: string, color: Color): string {
	return isHex(color) ? chalk.hex(color)(text) : chalk[color](text);
}

function isHex(color: Color): color is `#${string}` {
	return color.startsWith('#');
}
