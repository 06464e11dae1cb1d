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
	if (beginsFrame(line)) {
		try {
			const frame: unknown = JSON.parse(line.slice(line.indexOf('{')));

			if (isFrame(frame)) {
				return {kind: 'frame', frame};
			}
		} catch {
			// Cut in the middle, or prose that begins with a brace: shown as text.
		}
	}

	return {kind: 'text', text: stripEscapes(line)};
}

/** Noise longer than this is no noise. */
const maxNoise = 4096;

/** Whether a line begins with a brace, escape sequences and spaces aside. */
export function beginsFrame(line: string): boolean {
	const start = line.slice(0, maxNoise).indexOf('{');
	return start === 0 || (start > 0 && stripEscapes(line.slice(0, start)).trim() === '');
}

function isFrame(value: unknown): value is Frame {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
