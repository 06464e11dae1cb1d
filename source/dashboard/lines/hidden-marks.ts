import type {Line, Span} from '../line.ts';

/** How a character that cannot be seen is written out. */
const mark = /(<U\+[0-9A-F]{4,6}>)/;

/** A text in which characters that were written out stand out from what is really there. */
export function markHidden(text: string, look: Omit<Span, 'text'> = {}): Line {
	return text
		.split(mark)
		.filter(part => part !== '')
		.map(part => (mark.test(part) ? {text: part, tone: 'attention', inverse: true} : {...look, text: part}));
}
