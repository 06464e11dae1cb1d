import {changedWords} from './changed-words.ts';
import {type SpanStyle, type StyledLine, styled, wrapStyled} from './styled.ts';

/** A hunk's header: where it begins, and of how many old and new lines it consists. */
const hunkHeader = /^@@ -(?<from>\d+)(?:,(?<old>\d+))? \+(?<to>\d+)(?:,(?<new>\d+))? @@/;
/** Between the name of a file and its first hunk: says nothing that a reader needs. */
const noise = /^(?:index |--- |\+\+\+ |similarity |dissimilarity |old mode |new mode )/;
const note = /^(?:rename |copy |new file|deleted file|Binary )/;

/** A line of a diff. `number` is its number in the new file, of a removed line that in the old one. */
type DiffLine =
	| {readonly kind: 'text'; readonly content: StyledLine}
	| {readonly kind: 'change'; readonly sign: Sign; readonly text: string; readonly number: number | undefined};
type Sign = ' ' | '+' | '-';

/** What is left of the current hunk, the numbers of its next lines, and whether a file has begun and no hunk of it yet. */
type Hunk = {old: number; new: number; from: number; to: number; isInHeader: boolean};

/**
 * Unified diff as styled lines, wrapped to `columns`, with line numbers and the changed words of a line marked. A line is
 * `added` or `removed` only inside a hunk, whose header says how many lines it has: a removed SQL comment (`--- drop`) is no
 * file header.
 */
export function toDiffLines(diff: string, columns: number): readonly StyledLine[] {
	const hunk: Hunk = {old: 0, new: 0, from: 0, to: 0, isInHeader: false};
	const lines = diff
		.replace(/\n$/, '')
		.split('\n')
		.flatMap(line => readLine(line.replace(/\r$/, ''), hunk));
	const digits = Math.max(0, ...lines.map(line => (line.kind === 'change' ? String(line.number ?? '').length : 0)));
	return lines.flatMap((line, index) =>
		line.kind === 'text'
			? wrapStyled(line.content, columns)
			: wrapChange(line, contentOf(lines, index), digits, columns),
	);
}

function readLine(line: string, hunk: Hunk): readonly DiffLine[] {
	if (hunk.old > 0 || hunk.new > 0) {
		return [readHunkLine(line, hunk)];
	}

	const header = hunkHeader.exec(line)?.groups;

	if (header) {
		hunk.isInHeader = false;
		hunk.old = Number(header.old ?? 1);
		hunk.new = Number(header.new ?? 1);
		hunk.from = Number(header.from);
		hunk.to = Number(header.to);
		return [text(line, 'hunk')];
	}

	const file = /^diff --git a\/.* b\/(?<name>.+)$/.exec(line)?.groups?.name;

	if (line.startsWith('diff ')) {
		hunk.isInHeader = true;
		return [text(file ?? line, 'heading')];
	}

	if (noise.test(line)) {
		// Without a line `diff`, as some agents print it, the names of the files are only here.
		return hunk.isInHeader ? [] : [text(line, 'dim')];
	}

	return [note.test(line) ? text(line.replace(/ mode \d+$/, ''), 'dim') : readLooseLine(line)];
}

function readHunkLine(line: string, hunk: Hunk): DiffLine {
	switch (line[0]) {
		case '+':
			hunk.new -= 1;
			return {kind: 'change', sign: '+', text: line.slice(1), number: hunk.to++};
		case '-':
			hunk.old -= 1;
			return {kind: 'change', sign: '-', text: line.slice(1), number: hunk.from++};
		case '\\':
			return text(line, 'dim');
		default:
			hunk.old -= 1;
			hunk.new -= 1;
			hunk.from++;
			return {kind: 'change', sign: ' ', text: line.slice(1), number: hunk.to++};
	}
}

/** Agents also print diffs without any header. */
function readLooseLine(line: string): DiffLine {
	if (line.startsWith('+') || line.startsWith('-')) {
		return {kind: 'change', sign: line.startsWith('+') ? '+' : '-', text: line.slice(1), number: undefined};
	}

	return text(line, line.startsWith('@@') ? 'hunk' : line.startsWith('\\') ? 'dim' : 'plain');
}

function text(content: string, style: SpanStyle): DiffLine {
	return {kind: 'text', content: styled(content, style)};
}

const styles = {
	' ': {whole: 'plain', word: 'plain'},
	'+': {whole: 'added', word: 'addedWord'},
	'-': {whole: 'removed', word: 'removedWord'},
} as const satisfies Record<Sign, {readonly whole: SpanStyle; readonly word: SpanStyle}>;

/** The text of a change; a removed and an added line that stand at the same place of their blocks are compared. */
function contentOf(lines: readonly DiffLine[], index: number): StyledLine {
	const line = lines[index];

	if (line?.kind !== 'change') {
		return [];
	}

	const partner = line.sign === ' ' ? undefined : partnerOf(lines, index, line.sign);

	if (partner === undefined) {
		return styled(line.text, styles[line.sign].whole);
	}

	const words = line.sign === '-' ? changedWords(line.text, partner).removed : changedWords(partner, line.text).added;
	return words.map(word => ({text: word.text, style: styles[line.sign][word.isChanged ? 'word' : 'whole']}));
}

/** The line at the same place of the other side of a change. */
function partnerOf(lines: readonly DiffLine[], index: number, sign: '+' | '-'): string | undefined {
	const signAt = (at: number) => {
		const line = lines[at];
		return line?.kind === 'change' ? line.sign : undefined;
	};
	const edge = (from: number, of: Sign, step: 1 | -1) => {
		let at = from;

		while (signAt(at) === of) {
			at += step;
		}

		return at;
	};
	const first = edge(index, sign, -1) + 1;
	const end = edge(index, sign, 1);
	const otherFirst = sign === '-' ? end : edge(first - 1, '-', -1) + 1;
	const otherEnd = sign === '-' ? edge(end, '+', 1) : first;
	const other = otherFirst + index - first < otherEnd ? lines[otherFirst + index - first] : undefined;
	return other?.kind === 'change' ? other.text : undefined;
}

/** Wraps a change below its text. Each line has the sign; only the first has the number. */
function wrapChange(
	{sign, number}: Extract<DiffLine, {kind: 'change'}>,
	content: StyledLine,
	digits: number,
	columns: number,
): readonly StyledLine[] {
	const gap = digits === 0 ? '' : ' ';
	const prefix = (label: string): StyledLine => [
		...styled(`${label.padStart(digits)}${gap}`, 'dim'),
		{text: sign, style: styles[sign].whole},
	];
	return wrapStyled(content, columns, {first: prefix(String(number ?? '')), rest: prefix('')});
}
