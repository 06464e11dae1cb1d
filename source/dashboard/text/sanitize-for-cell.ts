import {stripEscapes, toOneLine} from '../../stream/sanitize.ts';

/** Combining characters at the start would join the character to the left of the cell. */
const leadingMarks = /^[\p{Mark}\p{Join_Control}]+/u;
/** Line and paragraph separators, the Arabic letter mark and other directional or invisible format characters. */
const invisible = /[\u00AD\u061C\u180E\u200B\u2028\u2029\u2060-\u2064\u206A-\u206F\uFFF9-\uFFFB]/g;
/** No script uses more combining characters on one letter; more of them draw over the neighbouring lines. */
const piledMarks = /(\p{Mark}{4})\p{Mark}+/gu;

const printableAscii = /^[\u0020-\u007E]*$/;

/**
 * Makes foreign text fit for one cell of a table: one line, nothing that acts on the terminal, no half of a surrogate
 * pair, no marks that reorder text. Right-to-left text itself is left to the terminal.
 */
export function sanitizeForCell(text: string): string {
	const line = toOneLine(text);
	return printableAscii.test(line) ? line : removeInvisible(line).trim();
}

/** The same for text of several lines, as in a pane: newlines, tabs and indentation are kept. */
export function sanitizeLines(text: string): string {
	return stripEscapes(text)
		.split('\n')
		.map(line => (printableAscii.test(line) ? line : removeInvisible(line)))
		.join('\n');
}

function removeInvisible(line: string): string {
	return line.toWellFormed().replace(invisible, '').replace(piledMarks, '$1').replace(leadingMarks, '');
}
