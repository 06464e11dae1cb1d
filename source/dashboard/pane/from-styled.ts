import type {Line, Span} from '../line.ts';
import type {SpanStyle, StyledLine} from '../text/styled.ts';

/** How what a text says of itself looks here. */
const looks: Readonly<Record<SpanStyle, Omit<Span, 'text'>>> = {
	plain: {},
	bold: {bold: true},
	dim: {dim: true},
	code: {dim: true},
	heading: {bold: true, underline: true},
	link: {underline: true},
	quote: {italic: true},
	added: {tone: 'good'},
	removed: {tone: 'bad'},
	hunk: {tone: 'busy'},
};

/** A line of Markdown or of a diff as a line of the screen. */
export function fromStyled(line: StyledLine): Line {
	return line.map(({text, style}) => ({...looks[style], text}));
}
