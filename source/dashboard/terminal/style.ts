import {createBoundedCache} from '../text/bounded-cache.ts';

/**
 * How a cell looks: the SGR parameters that make it so from a reset terminal, in one canonical order (attributes, then
 * foreground, then background). Equal looks are equal strings; the plain look is ''.
 */
export type Style = string;

export const plain: Style = '';

/** One attribute of a style, with the parameter that takes it away. */
type Attribute = {readonly on: string; readonly off: string};

const attributeOff = new Map([
	['1', '22'],
	['2', '22'],
	['3', '23'],
	['4', '24'],
	['5', '25'],
	['7', '27'],
	['8', '28'],
	['9', '29'],
	['53', '55'],
]);
const transitions = createBoundedCache<string>(4096);
const applied = createBoundedCache<Style>(4096);

/** The style after an SGR sequence with these parameters (`1;31`, `38;5;208`, `` for a reset). Unknown ones do nothing. */
export function applySgr(style: Style, parameters: string): Style {
	return applied.get(`${style}m${parameters}`, () => {
		let attributes = toAttributes(style);

		for (const code of splitCodes(parameters)) {
			attributes = applyCode(attributes, code);
		}

		return fromAttributes(attributes);
	});
}

/** The shortest escape sequence that turns one style into another; '' when they are the same. */
export function transition(from: Style, to: Style): string {
	return from === to ? '' : transitions.get(`${from}m${to}`, () => shortestTransition(from, to));
}

function shortestTransition(from: Style, to: Style): string {
	if (to === plain) {
		return '\u001B[m';
	}

	const before = toAttributes(from);
	const after = toAttributes(to);
	const offs = new Set(before.filter(({on}) => !has(after, on)).map(({off}) => off));
	// A colour that another one replaces needs no reset. Bold and dim have one reset, so the one that stays is set again.
	const resets = [...offs].filter(off => !isColorReset(off) || !after.some(attribute => attribute.off === off));
	const additions = after.filter(({on, off}) => !has(before, on) || (resets.includes(off) && !isColorReset(off)));
	const change = [...resets, ...additions.map(({on}) => on)].join(';');
	const afresh = `;${to}`;
	return `\u001B[${change.length <= afresh.length ? change : afresh}m`;
}

function applyCode(attributes: readonly Attribute[], code: string): readonly Attribute[] {
	if (code === '' || code === '0') {
		return [];
	}

	const off = attributeOff.get(code) ?? colorReset(code);

	if (off === undefined) {
		return attributes.filter(attribute => attribute.off !== code);
	}

	const others = attributes.filter(attribute => (isColorReset(off) ? attribute.off !== off : attribute.on !== code));
	return [...others, {on: code, off}];
}

function toAttributes(style: Style): readonly Attribute[] {
	return style === plain ? [] : splitCodes(style).map(on => ({on, off: attributeOff.get(on) ?? colorReset(on) ?? ''}));
}

function fromAttributes(attributes: readonly Attribute[]): Style {
	return attributes
		.toSorted((a, b) => rank(a) - rank(b))
		.map(({on}) => on)
		.join(';');
}

function rank({on, off}: Attribute): number {
	return isColorReset(off) ? 1000 + Number(off) : Number(on);
}

function has(attributes: readonly Attribute[], on: string): boolean {
	return attributes.some(attribute => attribute.on === on);
}

function isColorReset(code: string): boolean {
	return code === '39' || code === '49';
}

/** The code that resets the colour which a code sets; `undefined` for a code that sets no colour. */
function colorReset(code: string): string | undefined {
	if (/^(?:3[0-7]|9[0-7]|38;.+)$/.test(code)) {
		return '39';
	}

	return /^(?:4[0-7]|10[0-7]|48;.+)$/.test(code) ? '49' : undefined;
}

/** Splits SGR parameters into codes; a colour of 256 or of 24 bits is one code. */
function splitCodes(parameters: string): string[] {
	return parameters === '' ? [''] : (parameters.match(/[34]8;(?:5;\d+|2;\d+;\d+;\d+)|\d+|(?<=^|;)(?=;|$)/g) ?? []);
}
