import {formatCount} from '../../core/format.ts';
import {blank, fromStyled, type Line, lineOf, spread} from '../line.ts';
import {toDiffLines} from '../text/diff.ts';
import {sanitizeForCell, sanitizeLines} from '../text/sanitize-for-cell.ts';

/** A file of a diff: its name, how many lines were added and removed, and the line of the document where it begins. */
export type DiffFile = {
	readonly path: string;
	readonly added: number;
	readonly removed: number;
	readonly line: number;
};

/** A diff to read: first the files, then their hunks. */
export type DiffDocument = {readonly files: readonly DiffFile[]; readonly lines: readonly Line[]};

/** Lays out a unified diff for a width. Computed once for each text and width; scrolling only slices its lines. */
export function toDiffDocument(diff: string, columns: number): DiffDocument {
	const parts = splitFiles(sanitizeLines(diff));

	if (parts.length === 0) {
		return {files: [], lines: [lineOf('  Nothing has changed against its base.', {dim: true})]};
	}

	const bodies = parts.map(part => [blank, ...toDiffLines(part, columns).map(fromStyled)]);
	let line = parts.length + 1;
	const files = parts.map((part, index): DiffFile => {
		const file = {path: pathOf(part), ...countLines(part), line};
		line += bodies[index]?.length ?? 0;
		return file;
	});
	return {files, lines: [...files.map(file => fileLine(file, columns)), ...bodies.flat()]};
}

/** The line of the file after (or, with -1, before) a line; the same line when there is none. */
export function neighbourFile({files}: DiffDocument, top: number, step: 1 | -1): number {
	const starts = [0, ...files.map(({line}) => line)];
	return (step === 1 ? starts.find(line => line > top) : starts.findLast(line => line < top)) ?? top;
}

function splitFiles(diff: string): readonly string[] {
	return diff
		.split(/^(?=diff --git )/m)
		.map(part => part.trimEnd())
		.filter(part => part !== '');
}

/** From the line that names the new file; a removed or binary file has names only in its first line. */
function pathOf(part: string): string {
	const name = /^\+\+\+ (?:b\/)?(.+)$/m.exec(part)?.[1];
	const first = part.split('\n', 1)[0] ?? '';
	return sanitizeForCell(name && name !== '/dev/null' ? name : (/ b\/(.+)$/.exec(first)?.[1] ?? first));
}

/** Counts inside hunks only: the two lines with file names also begin with + and -. */
function countLines(part: string): {readonly added: number; readonly removed: number} {
	const hunks = part.slice(Math.max(0, part.search(/^@@ /m))).split('\n');
	return {
		added: hunks.filter(line => line.startsWith('+')).length,
		removed: hunks.filter(line => line.startsWith('-')).length,
	};
}

function fileLine({path, added, removed}: DiffFile, columns: number): Line {
	return spread(
		[{text: `  ${path}`, bold: true}],
		[{text: `+${formatCount(added)}`, tone: 'good'}, {text: ' '}, {text: `−${formatCount(removed)} `, tone: 'bad'}],
		columns,
	);
}
