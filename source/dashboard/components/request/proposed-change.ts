import type {Permission} from '../../../core/permission.ts';
import {type Line, lineOf} from '../../line.ts';
import {sanitizeLines} from '../../text/sanitize-for-cell.ts';
import {wrap} from '../../text/wrap.ts';

/** Of a long file that would be written its beginning is enough to judge; the pane shows even less. */
const mostCharacters = 20_000;

/**
 * What an edit would take out of its file and put in, so that nobody has to allow it unread; nothing for other requests.
 * Reads the inputs of Write, Edit and MultiEdit, whatever the tool is called.
 */
export function toProposedLines({input}: Permission, columns: number): readonly Line[] {
	return changesOf(input).flatMap(({removed, added}) => [
		...sideLines('-', removed, columns),
		...sideLines('+', added, columns),
	]);
}

type Change = {readonly removed: string; readonly added: string};

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

function sideLines(sign: '-' | '+', text: string, columns: number): readonly Line[] {
	const look = {tone: sign === '+' ? 'good' : 'bad'} as const;
	return text === ''
		? []
		: sanitizeLines(text)
				.split('\n')
				.flatMap(line => wrap(`${sign} ${line}`, columns - 8).map(part => lineOf(`    ${part}`, look)));
}
