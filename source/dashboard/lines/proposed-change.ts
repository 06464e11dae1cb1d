import type {Permission} from '../../core/fleet/permission.ts';
import {type Line, lineOf} from '../line.ts';
import {sanitizeLines} from '../text/sanitize-for-cell.ts';
import {wrap} from '../text/wrap.ts';

/** Of a long file that would be written its beginning is enough to judge; the pane shows even less. */
const mostCharacters = 20_000;

/**
 * What an edit would take out of its file and put in, so that nobody has to allow it unread; nothing for other requests.
 * Reads the inputs of Write, Edit and MultiEdit, whatever the tool is called.
 */
export function toProposedLines({input}: Permission, columns: number): readonly Line[] {
	return changesOf(input).flatMap(change => {
		const {before, removed, added} = splitOff(change);
		return [
			...toLines(' ', before.slice(-1), columns),
			...toLines('-', removed, columns),
			...toLines('+', added, columns),
		];
	});
}

type Change = {readonly removed: string; readonly added: string};

/** What both sides begin and end with is not changed: the program names it only to find the place. */
function splitOff(change: Change) {
	const removed = toTextLines(change.removed);
	const added = toTextLines(change.added);
	const shorter = Math.min(removed.length, added.length);
	let begin = 0;
	let end = 0;

	while (begin < shorter && removed[begin] === added[begin]) {
		begin++;
	}

	while (end < shorter - begin && removed.at(-1 - end) === added.at(-1 - end)) {
		end++;
	}

	return {
		before: removed.slice(0, begin),
		removed: removed.slice(begin, removed.length - end),
		added: added.slice(begin, added.length - end),
	};
}

function changesOf(input: unknown): readonly Change[] {
	if (typeof input !== 'object' || input === null) {
		return [];
	}

	if ('edits' in input && Array.isArray(input.edits)) {
		return input.edits.flatMap(changesOf);
	}

	if ('old_string' in input && 'new_string' in input) {
		return [{removed: textOf(input.old_string), added: textOf(input.new_string)}];
	}

	return 'file_path' in input && 'content' in input ? [{removed: '', added: textOf(input.content)}] : [];
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value.slice(0, mostCharacters).replace(/\n$/, '') : '';
}

function toTextLines(text: string): readonly string[] {
	return text === '' ? [] : sanitizeLines(text).split('\n');
}

const looks = {' ': {dim: true}, '-': {tone: 'bad'}, '+': {tone: 'good'}} as const;

function toLines(sign: keyof typeof looks, lines: readonly string[], columns: number): readonly Line[] {
	return lines.flatMap(line => wrap(`${sign} ${line}`, columns - 8).map(part => lineOf(`    ${part}`, looks[sign])));
}
