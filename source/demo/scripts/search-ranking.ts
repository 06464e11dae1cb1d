import {type Script, type Step, say} from '../agent/script.ts';

const rankedSearch = `import {products} from './catalog.js';

/** Products whose title or tags hold the query, titles first. */
export function search(query) {
	const wanted = query.toLowerCase();
	const inTitle = products.filter(product => product.title.toLowerCase().includes(wanted));
	const inTags = products.filter(product => product.tags.some(tag => tag.includes(wanted)));
	return [...new Set([...inTitle, ...inTags])];
}
`;

const searchTest = `import assert from 'node:assert/strict';
import {test} from 'node:test';
import {search} from '../src/search.js';

test('finds a product by its tag', () => {
	assert.deepEqual(search('paper').map(product => product.sku), ['pen', 'book']);
});

test('titles come before tags', () => {
	assert.equal(search('tent')[0].sku, 'tent');
});
`;

/** The queries whose results are compared, one message each. */
const queries = [
	[
		'camping',
		'Two products have it as a tag, none in the title. Before, neither was found; now both are, the cheaper one first.',
	],
	['office', "Three products, all by tag. They come in the catalog's order, because the story sets no other."],
	['light', 'One by tag. A product named "Lighter" would rank above it, which is right: titles first.'],
	['note', 'By title only. The result is the same as before.'],
	[
		'e',
		'Nearly everything, titles first. A query this short says little, so I keep the ranking and mention it at the end.',
	],
] as const;

/** Runs for minutes, so that it can be killed and resumed: builds an index, then compares the results of queries. */
export const searchRanking: Script = {
	story: '45_search-ranking',
	resumesAt: 2,
	steps: speed => [
		say({
			thinking:
				'Products have tags, but search reads only titles. I want to see the current results before I change the order.',
			text: 'First I look at what search does today.',
			tools: [
				{tool: 'Read', path: 'src/search.js'},
				{tool: 'Read', path: 'src/catalog.js'},
			],
		}),
		buildIndex('before', 1400, speed),
		say({
			thinking:
				'The index stays the same; only the ranking changes. Joining two filtered lists keeps the catalog order within each list and needs no scores.',
			text: `The plan:

1. search titles **and** tags,
2. keep titles first, each group in the catalog's order,
3. rebuild the index and compare.`,
			tools: [{tool: 'Write', path: 'src/search.js', content: rankedSearch}],
		}),
		...queries.map(([query, finding], index) => compare(query, finding, index)),
		say({
			text: 'The results are as planned. I add a test for each rule:',
			tools: [
				{tool: 'Write', path: 'test/search.test.js', content: searchTest},
				{tool: 'Bash', command: 'node --test', about: 'Run all tests'},
			],
		}),
		buildIndex('after', 200, speed),
		say({
			text: 'Everything passes; I commit.',
			tools: [
				{
					tool: 'Bash',
					command:
						'git add src/search.js test/search.test.js && git commit -q -m "Search titles, then tags" && git show --stat --oneline',
					about: 'Commit the change',
				},
			],
		}),
		say({
			text: `Search ranks titles over tags.

- \`paper\` finds the pen and the notebook; before, it found **nothing**.
- Queries that matched a title give the same first results as before.
- One open question: queries of a single letter match nearly everything.`,
		}),
	],
};

/** Each product takes 50 ms, so the number of products sets the duration. */
function buildIndex(moment: 'before' | 'after', products: number, speed: number): Step {
	return say({
		text: `Building the index, to compare with (${moment}).`,
		tools: [
			{
				tool: 'Bash',
				command: `node scripts/build-index.js ${Math.max(1, Math.round(products / speed))}`,
				about: `Build the index ${moment} the change`,
			},
		],
	});
}

function compare(query: string, finding: string, index: number): Step {
	return say({
		thinking: `Query ${index + 1} of ${queries.length}: "${query}". I compare the products found before and now, and their order.`,
		text: `**${query}**: ${finding}`,
		tools: [
			{
				tool: 'Bash',
				command: `node -e "import('./src/search.js').then(m => console.log(m.search('${query}').map(p => p.sku).join(' ')))"`,
				about: `Search for ${query}`,
			},
		],
	});
}
