import {stripEscapes} from './sanitize.ts';

/** A JSON object as received. Its fields are unchecked; a translator reads them. */
export type Frame = {readonly [key: string]: unknown};

/** One line of an agent's output. */
export type Line =
	| {readonly kind: 'frame'; readonly frame: Frame}
	/** A line that is not a JSON object; escape sequences and control characters are removed. */
	| {readonly kind: 'text'; readonly text: string};

/**
 * Parses a line. Escape sequences before the JSON are skipped: on SIGINT the agent program restores the cursor without
 * printing a newline, so they end up in front of the next frame.
 */
export function parseFrame(line: string): Line {
	if (beginsFrame(line)) {
		try {
			const frame: unknown = JSON.parse(line.slice(line.indexOf('{')));

			if (isFrame(frame)) {
				return {kind: 'frame', frame};
			}
		} catch {
			// A truncated frame, or text that begins with a brace.
		}
	}

	return {kind: 'text', text: stripEscapes(line)};
}

/** How many characters of escape sequences before the JSON are skipped. */
const maxPrefix = 4096;

/** Whether a line begins with `{`, after escape sequences and spaces. */
export function beginsFrame(line: string): boolean {
	const start = line.slice(0, maxPrefix).indexOf('{');
	return start === 0 || (start > 0 && stripEscapes(line.slice(0, start)).trim() === '');
}

function isFrame(value: unknown): value is Frame {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
