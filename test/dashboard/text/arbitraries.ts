import fc from 'fast-check';

/** What terminals measure differently, what joins, and what takes no column at all. */
const oddities = [
	'漢',
	'字',
	'한',
	'ア',
	'é',
	'e\u0301',
	'👩‍👩‍👧',
	'❤️',
	'⚠',
	'🇩🇪',
	'👍🏽',
	'1️⃣',
	'क्षि',
	'שלום',
	'\u200B',
	'\u0301',
	'\t',
	'ᄀ',
	'ｶﾞ',
	'─',
	'…',
	'\uD83D',
	'😀',
] as const;

/** Lines and words of everything that an agent may print, newlines and tabs included. */
export const anyText = fc
	.array(
		fc.oneof(
			{weight: 4, arbitrary: fc.string({unit: 'grapheme-ascii', maxLength: 12})},
			{weight: 2, arbitrary: fc.constantFrom(...oddities)},
			{
				weight: 1,
				arbitrary: fc.constantFrom(' ', '   ', '\n', '`', '```\n', '**', '| a |', '\n|-|\n', '# ', '- ', '> '),
			},
			{weight: 1, arbitrary: fc.string({unit: 'grapheme', maxLength: 4})},
		),
		{maxLength: 30},
	)
	.map(parts => parts.join(''));

/** From nothing to wider than most texts. */
export const anyColumns = fc.integer({min: 0, max: 60});
