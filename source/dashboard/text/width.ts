import stringWidth from 'string-width';

/** A user-perceived character, and how many columns it takes: 0, 1, 2 or, for some Indic clusters, more. */
export type Grapheme = {
	readonly text: string;
	readonly width: number;
	/**
	 * Whether every terminal takes the same number of columns for it. Emoji, joined sequences and combining marks are
	 * where they disagree: after one of those nothing may rely on where the cursor stands.
	 */
	readonly hasCertainWidth: boolean;
};

const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
const printableAscii = /^[\u0020-\u007E]*$/;
/** Conjoining jamo join their neighbours; the rest is emoji, controls, marks, and what no font agrees on. */
const uncertain =
	/[\p{Extended_Pictographic}\p{Emoji_Presentation}\p{Mark}\p{Format}\p{Control}\p{Surrogate}\p{Private_Use}\p{Unassigned}\u1100-\u11FF\u3164\uA960-\uA97F\uD7B0-\uD7FF\uFFA0-\uFFDF]/u;
const known = new Map<string, Grapheme>();
const knownLimit = 8192;

/** Columns that a text without escape sequences takes on one line, as Ink counts them. Tabs and newlines count 0. */
export function width(text: string): number {
	if (printableAscii.test(text)) {
		return text.length;
	}

	let columns = 0;

	for (const {segment} of segmenter.segment(text)) {
		columns += toGrapheme(segment).width;
	}

	return columns;
}

/** Cuts a text into graphemes, in order. */
export function toGraphemes(text: string): Grapheme[] {
	if (printableAscii.test(text)) {
		return Array.from(text, toGrapheme);
	}

	return Array.from(segmenter.segment(text), ({segment}) => toGrapheme(segment));
}

/** Measures one grapheme; the answers are kept. */
export function toGrapheme(segment: string): Grapheme {
	const kept = known.get(segment);

	if (kept) {
		return kept;
	}

	const grapheme = {
		text: segment,
		width: stringWidth(segment, {countAnsiEscapeCodes: true}),
		hasCertainWidth: !uncertain.test(segment) && isOneCodePoint(segment),
	};

	if (known.size >= knownLimit) {
		known.clear();
	}

	known.set(segment, grapheme);
	return grapheme;
}

function isOneCodePoint(segment: string): boolean {
	return segment.length === 1 || (segment.length === 2 && (segment.codePointAt(0) ?? 0) > 0xffff);
}
