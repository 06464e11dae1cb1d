import type {ProposedChange} from '../../core/fleet/permission.ts';
import {showHidden} from '../../stream/sanitize.ts';
import {type Line, lineOf} from '../line.ts';
import {wrap} from '../text/wrap.ts';
import {markHidden} from './hidden-marks.ts';

/** What an edit would take out of its file and put in, whole, so that nobody has to allow it unread. */
export function toProposedLines(changes: readonly ProposedChange[], columns: number): readonly Line[] {
	return changes.flatMap(change => {
		const {before, removed, added} = splitOff(change);
		return [
			...(change.isEverywhere ? [lineOf('    every occurrence:', {dim: true})] : []),
			...toLines(' ', before.slice(-1), columns),
			...toLines('-', removed, columns),
			...toLines('+', added, columns),
		];
	});
}

/** What both sides begin and end with is not changed: the program names it only to find the place. */
function splitOff(change: ProposedChange) {
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

function toTextLines(text: string): readonly string[] {
	return text === '' ? [] : showHidden(text).replace(/\n$/, '').split('\n');
}

const looks = {' ': {dim: true}, '-': {tone: 'bad'}, '+': {tone: 'good'}} as const;

function toLines(sign: keyof typeof looks, lines: readonly string[], columns: number): readonly Line[] {
	return lines.flatMap(line =>
		wrap(`${sign} ${line}`, columns - 8).map(part => [{text: '    '}, ...markHidden(part, looks[sign])]),
	);
}
