import type {Span, SpanStyle, StyledLine} from './styled.ts';

/**
 * Code, bold, links, and emphasis whose marks are dropped. Underscores count only around whole words, so that
 * `snake_case_names` stay. An opening mark without its end is text, which is also right while the line still streams.
 */
const inline =
	/(?<!`)(?<ticks>`{1,3})(?!`)(?<code>.+?)(?<!`)\k<ticks>(?!`)|\*\*(?<bold>\S|\S.*?\S)\*\*|(?<![\w_])__(?<strong>\S|\S.*?\S)__(?![\w_])|(?<![\w*])\*(?<emphasis>[^\s*]|[^\s*][^*]*?[^\s*])\*(?![\w*])|(?<![\w_])_(?<under>[^\s_]|[^\s_][^_]*?[^\s_])_(?![\w_])|\[(?<label>[^\]]+)\]\((?<target>[^()\s]+)\)|(?<url>https?:\/\/[^\s<>()`]*[^\s<>()`.,;:!?'"])/g;

/** Reads the inline marks of one line. Plain text gets the style `base`; HTML is text. */
export function toSpans(text: string, base: SpanStyle = 'plain'): StyledLine {
	const spans: Span[] = [];
	let end = 0;

	for (const match of text.matchAll(inline)) {
		push(spans, text.slice(end, match.index), base);
		spans.push(...toMatchSpans(match.groups ?? {}, base));
		end = match.index + match[0].length;
	}

	push(spans, text.slice(end), base);
	return spans;
}

type Groups = {readonly [name: string]: string | undefined};

function toMatchSpans(groups: Groups, base: SpanStyle): StyledLine {
	const {code, label, target, url} = groups;

	if (code !== undefined) {
		return [{text: code, style: 'code'}];
	}

	if (label !== undefined) {
		return [
			{text: label, style: 'link'},
			...(target === undefined || target === label ? [] : [{text: ` (${target})`, style: 'dim' as const}]),
		];
	}

	if (url !== undefined) {
		return [{text: url, style: 'link'}];
	}

	const bold = groups.bold ?? groups.strong;
	return bold === undefined
		? toSpans(groups.emphasis ?? groups.under ?? '', base)
		: toSpans(bold, base === 'plain' ? 'bold' : base);
}

function push(spans: Span[], text: string, style: SpanStyle): void {
	if (text !== '') {
		spans.push({text, style});
	}
}
