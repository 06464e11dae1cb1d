import {cutText, showHidden, stripEscapes, toOneLine} from '../../stream/sanitize.ts';

/** An object in a frame, with unchecked fields. */
export type Fields = {readonly [key: string]: unknown};

/** Longer text is cut, with a note of how much. In characters. */
export const maxText = 64 * 1024;
const maxLine = 300;
/** Longer parts of a request are cut, and the request says so. In characters. */
export const maxShown = 256 * 1024;

/** The value, if it is an object. */
export function toFields(value: unknown): Fields | undefined {
	return isFields(value) ? value : undefined;
}

function isFields(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects in an array. Other elements are skipped. */
export function toList(value: unknown): readonly Fields[] {
	return Array.isArray(value) ? value.filter(isFields) : [];
}

/** A string unchanged, to compare or to send back to the program. Never show it: it is not sanitised. */
export function rawText(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

/** A string made safe to show; `undefined` if it is missing or empty. */
export function cleanText(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? cutText(stripEscapes(value), maxText) : undefined;
}

/** A string made safe to show, with hidden characters written out, for text that a person decides by. */
export function shownText(value: string): string {
	return cutText(showHidden(value), maxShown);
}

/** The same on one line: line breaks are written out as well. */
export function shownLine(value: string): string {
	return shownText(value).replaceAll('\n', '<U+000A>');
}

/** Whether `shownText` shows all of it. Written out, a hidden character takes more room than the character itself. */
export function isShownWhole(value: string): boolean {
	return showHidden(value).length <= maxShown;
}

/** A string made safe to show on one line; `undefined` if it is missing or empty. */
export function cleanLine(value: unknown, limit = maxLine): string | undefined {
	if (typeof value !== 'string') {
		return undefined;
	}

	const line = toOneLine(value.slice(0, limit * 8));
	return line === '' ? undefined : shorten(line, limit);
}

/** Cuts a line to `limit` characters; a cut line ends with an ellipsis. */
export function shorten(line: string, limit = maxLine): string {
	return line.length > limit ? `${line.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : line;
}

/** The value, if it is a finite number. */
export function toNumber(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** More than any run uses, and small enough that the sum of all runs is exact. */
const mostTokens = 1e12;
const mostUsd = 1e6;

/** A whole number from 0 to a million million; 0 for any other value. */
export function toCount(value: unknown): number {
	const number = toNumber(value) ?? 0;
	return number > 0 && number <= mostTokens ? Math.floor(number) : 0;
}

/** US dollars from 0 to a million. Any other value is no cost that a program can have reported, which is not zero: `undefined`. */
export function toCost(value: unknown): number | undefined {
	const number = toNumber(value);
	return number !== undefined && number >= 0 && number <= mostUsd ? number : undefined;
}

/** A share of a limit, from 0 to 100 times the limit. */
export function toShare(value: unknown): number | undefined {
	const number = toNumber(value);
	return number !== undefined && number >= 0 && number <= 100 ? number : undefined;
}

/** Deeper than any real frame, and far below the depth at which JSON.stringify overflows the stack. */
const maxDepth = 100;

/** Whether a value can be written as JSON. JSON.parse accepts any depth, JSON.stringify does not. */
export function isStorable(value: unknown, depth = 0): boolean {
	if (typeof value !== 'object' || value === null) {
		return true;
	}

	return depth < maxDepth && Object.values(value).every(inner => isStorable(inner, depth + 1));
}
