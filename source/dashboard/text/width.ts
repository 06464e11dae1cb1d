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
/** ASCII, Latin, dashes and quotes, box drawing, spinner glyphs: characters of one column that join no neighbour. */
const simple = /^[ -~¡-¨ª-¬¯-ʯ‐-‧─-▟⠀-⣿]*$/;
/** Characters left out of these ranges: conjoining jamo, emoji, controls, combining marks, and what fonts disagree on. */
const uncertain =
	/[\p{Extended_Pictographic}\p{Emoji_Presentation}\p{Mark}\p{Format}\p{Control}\p{Surrogate}\p{Private_Use}\p{Unassigned}\u1100-\u11FF\u3164\uA960-\uA97F\uD7B0-\uD7FF\uFFA0-\uFFDF]/u;
const known = new Map<string, Grapheme>();
const knownLimit = 8192;

/**
 * Columns that a text without escape sequences takes on one line, as Ink counts them: `string-width` must be of the major version
 * that Ink uses. Version 9 counts some Indic clusters wider than Ink 8 does.
 * Tabs and newlines count 0.
 */
export function width(text: string): number {
	if (isSimple(text)) {
		return text.length;
	}

	let columns = 0;

	for (const {segment} of segmenter.segment(text)) {
		columns += toGrapheme(segment).width;
	}

	return columns;
}

/** Whether each character of a text is a grapheme of one column: most texts are, and need not be measured. */
export function isSimple(text: string): boolean {
	return simple.test(text);
}

/** Cuts a text into graphemes, in order. */
export function toGraphemes(text: string): Grapheme[] {
	if (isSimple(text)) {
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
