import {createBoundedCache} from './bounded-cache.ts';
import {toDiffLines} from './diff.ts';
import {toSpans} from './markdown-inline.ts';
import {isTableRow, isTableRule, toTableLines} from './markdown-table.ts';
import {type StyledLine, styled, wrapStyled} from './styled.ts';

const fenceStart = /^ *(?<mark>`{3,}|~{3,})\s*(?<language>[^\s`]*)[^`]*$/;
const heading = /^ {0,3}#{1,6}\s+(?<title>.*?)\s*#*$/;
const listItem = /^(?<indent>\s*)(?<bullet>[-*+]|\d{1,9}[.)])\s+(?<text>.*)$/;
const task = /^\[(?<mark>[ xX])\]\s+(?<text>.*)$/;
const quote = /^ {0,3}>\s?(?<text>.*)$/;
const rule = /^ {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/;
const codeIndent = '  ';
/** A longer line is data rather than prose; looking for marks in it would take long. */
const longestMarkedLine = 4000;
/** Longer texts are not cached: they would take more memory than parsing them again takes time. */
const cachedLength = 20_000;
const cache = createBoundedCache<readonly StyledLine[]>(300);

/**
 * What an agent writes, as styled lines wrapped to `columns`. Its own line breaks stay, for agents align text by hand. Safe
 * while it streams: a fence without an end is code up to the end, a table without its rule is text. HTML is text.
 */
export function toMarkdownLines(text: string, columns: number): readonly StyledLine[] {
	return text.length > cachedLength
		? readBlocks(text, columns)
		: cache.get(`${columns}:${text}`, () => readBlocks(text, columns));
}

function readBlocks(text: string, columns: number): readonly StyledLine[] {
	const source = text.split(/\r?\n/);
	const lines: StyledLine[] = [];
	let index = 0;

	while (index < source.length) {
		const block = readBlock(source, index);
		lines.push(...block.toLines(columns));
		index = block.end;
	}

	return lines;
}

/** A part of the text of one kind, and the index of the line after it. */
type Block = {readonly end: number; readonly toLines: (columns: number) => readonly StyledLine[]};

function readBlock(source: readonly string[], start: number): Block {
	const line = source[start] ?? '';

	if (line.length > longestMarkedLine) {
		return {end: start + 1, toLines: columns => wrapStyled(styled(line), columns)};
	}

	const fence = fenceStart.exec(line)?.groups;

	if (fence) {
		return readFence(source, start, {mark: fence.mark ?? '', language: fence.language ?? ''});
	}

	if (isTableRow(line) && isTableRule(source[start + 1] ?? '')) {
		return readTable(source, start);
	}

	return {end: start + 1, toLines: columns => toBlockLines(line, columns)};
}

/** The same mark or a longer one ends it; so does the end of the text. */
function readFence(
	source: readonly string[],
	start: number,
	{mark, language}: {readonly mark: string; readonly language: string},
): Block {
	const isEnd = (line: string) => line.trim().startsWith(mark) && /^[`~]+$/.test(line.trim());
	const length = source.slice(start + 1).findIndex(isEnd);
	const end = length === -1 ? source.length : start + 1 + length;
	const code = source.slice(start + 1, end);

	return {
		end: length === -1 ? end : end + 1,
		toLines: columns =>
			language === 'diff' || language === 'patch'
				? toDiffLines(code.join('\n'), columns)
				: code.flatMap(line => toCodeLines(line, columns)),
	};
}

function toCodeLines(line: string, columns: number): readonly StyledLine[] {
	const indent = styled(codeIndent);
	return wrapStyled(styled(line, 'code'), columns, {first: indent, rest: indent});
}

function readTable(source: readonly string[], start: number): Block {
	const after = source.slice(start + 2).findIndex(line => !isTableRow(line));
	const end = after === -1 ? source.length : start + 2 + after;
	return {end, toLines: columns => toTableLines(source.slice(start, end), columns)};
}

function toBlockLines(line: string, columns: number): readonly StyledLine[] {
	const title = heading.exec(line)?.groups?.title;

	if (title !== undefined) {
		return wrapStyled(toSpans(title, 'heading'), columns);
	}

	if (rule.test(line)) {
		return [styled('─'.repeat(Math.max(0, columns)), 'dim')];
	}

	const quoted = quote.exec(line)?.groups?.text;

	if (quoted !== undefined) {
		const bar = styled('▏ ', 'dim');
		return wrapStyled(toSpans(quoted, 'quote'), columns, {first: bar, rest: bar});
	}

	return toListLines(line, columns) ?? wrapStyled(toSpans(line), columns);
}

/** `undefined` when the line is no list item. */
function toListLines(line: string, columns: number): readonly StyledLine[] | undefined {
	const item = listItem.exec(line)?.groups;

	if (!item) {
		return undefined;
	}

	const {indent = '', bullet = '', text = ''} = item;
	const todo = task.exec(text)?.groups;
	const sign = todo ? (todo.mark === ' ' ? '☐' : '☑') : /\d/.test(bullet) ? bullet : '•';
	const first = `${indent.replaceAll('\t', '    ')}${sign} `;

	return wrapStyled(toSpans(todo?.text ?? text), columns, {
		first: styled(first, 'dim'),
		rest: styled(' '.repeat(first.length)),
	});
}
