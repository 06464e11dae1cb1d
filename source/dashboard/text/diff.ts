import {type SpanStyle, type StyledLine, styled, wrapStyled} from './styled.ts';

/** A hunk's header: where it begins, and of how many old and new lines it consists. */
const hunkHeader = /^@@ -\d+(?:,(?<old>\d+))? \+\d+(?:,(?<new>\d+))? @@/;
const fileHeader =
	/^(?:diff |index |--- |\+\+\+ |rename |copy |new file|deleted file|similarity|old mode|new mode|Binary )/;

/**
 * Unified diff as styled lines, wrapped to `columns`. A line is `added` or `removed` only inside a hunk, whose header says
 * how many lines it has: a removed SQL comment (`--- drop`) is no file header.
 */
export function toDiffLines(diff: string, columns: number): readonly StyledLine[] {
	const lines = diff.replace(/\n$/, '').split('\n');
	const left = {old: 0, new: 0};

	return lines.flatMap(line => {
		const text = line.replace(/\r$/, '');
		return wrapStyled(styled(text, toStyle(text, left)), columns);
	});
}

/** `left` is how many lines of the hunk are left; it is counted down here. */
function toStyle(line: string, left: {old: number; new: number}): SpanStyle {
	if (left.old > 0 || left.new > 0) {
		return toHunkStyle(line, left);
	}

	const header = hunkHeader.exec(line)?.groups;

	if (header) {
		left.old = Number(header.old ?? 1);
		left.new = Number(header.new ?? 1);
		return 'hunk';
	}

	if (fileHeader.test(line)) {
		return line.startsWith('diff ') ? 'heading' : 'dim';
	}

	return looseStyle(line);
}

function toHunkStyle(line: string, left: {old: number; new: number}): SpanStyle {
	switch (line[0]) {
		case '+':
			left.new -= 1;
			return 'added';
		case '-':
			left.old -= 1;
			return 'removed';
		case '\\':
			return 'dim';
		default:
			left.old -= 1;
			left.new -= 1;
			return 'plain';
	}
}

/** Agents also print diffs without any header. */
function looseStyle(line: string): SpanStyle {
	if (line.startsWith('@@')) {
		return 'hunk';
	}

	if (line.startsWith('+')) {
		return 'added';
	}

	return line.startsWith('-') ? 'removed' : line.startsWith('\\') ? 'dim' : 'plain';
}
