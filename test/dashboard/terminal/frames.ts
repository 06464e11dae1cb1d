import fc from 'fast-check';
import {width} from '../../../source/dashboard/text/width.ts';

type Size = {readonly columns: number; readonly rows: number};

/** What a whole screen should show: lines with escape sequences for their styles, none wider than the screen. */
export type Frame = Size & {readonly lines: readonly string[]};

type Piece = {readonly text: string; readonly style: string};

const styles = ['', '1', '2', '7', '31', '1;32', '38;5;208', '48;2;10;20;30', '4;9', '1;2;3'] as const;
const texts = [
	...['a', 'b', ' ', '  ', 'word', 'running', '12.50', '─────', '●', '✓'],
	...['漢', '字', '한', '👩‍👩‍👧', '❤️', '⚠', '🇩🇪', '👍🏽', 'e\u0301', '😀', 'שלום', 'क्षि'],
] as const;

/** What Ink writes for a whole frame, on a screen that it already fills. */
export function toInkOutput(lines: readonly string[]): string {
	return `\u001B[H\u001B[J${lines.join('\n')}`;
}

/** Frames as a dashboard makes them: each is the one before with changes, moves of blocks, another size, or all new. */
export function anyStory(size: Size): fc.Arbitrary<readonly Frame[]> {
	return fc
		.tuple(fc.array(anyLine, {maxLength: size.rows}), fc.array(anyChange, {minLength: 1, maxLength: 8}))
		.map(([start, changes]) => {
			let frame: Content = {size, lines: start};

			return changes.map(change => {
				frame = change(frame);
				const {columns, rows} = frame.size;
				const lines = Array.from({length: rows}, (_, row) => toLine(frame.lines[row] ?? [], columns));
				return {columns, rows, lines};
			});
		});
}

type Content = {readonly size: Size; readonly lines: readonly (readonly Piece[])[]};
type Change = (content: Content) => Content;

const anyLine = fc.array(fc.record({text: fc.constantFrom(...texts), style: fc.constantFrom(...styles)}), {
	maxLength: 9,
});
const anyRow = fc.nat({max: 9});

const anyChange: fc.Arbitrary<Change> = fc.oneof(
	fc.tuple(anyRow, anyLine).map(
		([row, line]): Change =>
			content =>
				withLines(content, [...content.lines.slice(0, row), line, ...content.lines.slice(row + 1)]),
	),
	fc.tuple(anyRow, anyRow, anyLine).map(
		([row, column, [piece]]): Change =>
			content =>
				withLines(
					content,
					content.lines.map((line, index) =>
						index === row && piece ? [...line.slice(0, column), piece, ...line.slice(column + 1)] : line,
					),
				),
	),
	fc.tuple(anyRow, anyRow, fc.array(anyLine, {maxLength: 3})).map(
		([from, to, fresh]): Change =>
			content =>
				withLines(content, scrollUp(content.lines, from, to, fresh)),
	),
	fc.tuple(anyRow, anyRow, fc.array(anyLine, {maxLength: 3})).map(
		([from, to, fresh]): Change =>
			content =>
				withLines(content, scrollUp(content.lines.toReversed(), from, to, fresh).toReversed()),
	),
	fc.array(anyLine, {maxLength: 8}).map(
		(lines): Change =>
			content =>
				withLines(content, lines),
	),
	fc.record({columns: fc.integer({min: 1, max: 30}), rows: fc.integer({min: 1, max: 10})}).map(
		(size): Change =>
			content => ({...content, size}),
	),
);

function withLines(content: Content, lines: Content['lines']): Content {
	return {...content, lines};
}

function scrollUp(lines: Content['lines'], from: number, to: number, fresh: Content['lines']): Content['lines'] {
	const [top, bottom] = from < to ? [from, to] : [to, from];
	const block = [...lines.slice(top, bottom), ...fresh].slice(fresh.length);
	return [...lines.slice(0, top), ...block, ...lines.slice(bottom)];
}

function toLine(pieces: readonly Piece[], columns: number): string {
	let room = columns;
	let line = '';

	for (const {text, style} of pieces) {
		room -= width(text);

		if (room < 0) {
			break;
		}

		line += `\u001B[${style}m${text}\u001B[0m`;
	}

	return line;
}
