import {cutText, stripEscapes, toOneLine} from '../../stream/sanitize.ts';

/** An object of a frame, read field by field: whatever is missing or of another kind is `undefined`. */
export type Fields = {readonly [key: string]: unknown};

/** Text of more characters than this is cut, with a word on how much was left out. */
export const maxText = 64 * 1024;
const maxLine = 300;

export function toFields(value: unknown): Fields | undefined {
	return isFields(value) ? value : undefined;
}

function isFields(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; anything else in it is passed over. */
export function toList(value: unknown): readonly Fields[] {
	return Array.isArray(value) ? value.filter(isFields) : [];
}

/** As it came, for what is sent back to the program or compared: never for showing. */
export function rawText(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

/** Fit to be shown; `undefined` where there is none. */
export function cleanText(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? cutText(stripEscapes(value), maxText) : undefined;
}

/** Fit to be shown on one line. */
export function cleanLine(value: unknown, limit = maxLine): string | undefined {
	if (typeof value !== 'string') {
		return undefined;
	}

	const line = toOneLine(value.slice(0, limit * 8));
	return line === '' ? undefined : shorten(line, limit);
}

/** One line of at most `limit` characters, the last an ellipsis if there was more. */
export function shorten(line: string, limit = maxLine): string {
	return line.length > limit ? `${line.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : line;
}

export function toNumber(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A whole number of tokens or tries: nothing negative, nothing absurd. */
export function toCount(value: unknown): number {
	const number = toNumber(value) ?? 0;
	return number > 0 && number <= Number.MAX_SAFE_INTEGER ? Math.floor(number) : 0;
}

/** Deeper than any real frame, and far from where writing JSON runs out of stack. */
const maxDepth = 100;

/** Whether a value can be kept and sent as JSON: parsing takes any depth, writing does not. */
export function isStorable(value: unknown, depth = 0): boolean {
	if (typeof value !== 'object' || value === null) {
		return true;
	}

	return depth < maxDepth && Object.values(value).every(inner => isStorable(inner, depth + 1));
}
