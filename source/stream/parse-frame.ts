import {stripEscapes} from './sanitize.ts';

/** A JSON object as it came: unknown inside, read by a translator. */
export type Frame = {readonly [key: string]: unknown};

/** One line of an agent's output. */
export type Line =
	| {readonly kind: 'frame'; readonly frame: Frame}
	/** A line that is no JSON object, escape sequences and control characters removed. */
	| {readonly kind: 'text'; readonly text: string};

/**
 * Reads a line. Terminal noise can stand glued before the JSON of a line (the agent program restores the cursor on
 * SIGINT without a newline), so escape sequences at its start are removed before it is called no JSON.
 */
export function parseFrame(line: string): Line {
	const start = line.indexOf('{');

	if (start !== -1 && (start === 0 || stripEscapes(line.slice(0, start)).trim() === '')) {
		try {
			const frame: unknown = JSON.parse(start === 0 ? line : line.slice(start));

			if (isFrame(frame)) {
				return {kind: 'frame', frame};
			}
		} catch {
			// Cut in the middle, or prose that begins with a brace: shown as text.
		}
	}

	return {kind: 'text', text: stripEscapes(line)};
}

function isFrame(value: unknown): value is Frame {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
