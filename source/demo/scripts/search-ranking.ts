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

/** The words whose results are compared, one message each. */
const queries = [
	['camping', 'Two products carry it as a tag, none in the title. Before, nothing; now both, the cheaper one first.'],
	['office', "Three products, all by tag. The order is the catalog's, which is what the story leaves open."],
	['light', 'One by tag. A product named "Lighter" would rank above it, which is right: titles first.'],
	['note', 'By title only. The result is what it was, so the old behaviour is kept.'],
	[
		'e',
		'Nearly everything, titles first. Short queries are noise; I leave the ranking as it is and say so at the end.',
	],
] as const;

/** Runs for minutes, to be killed and resumed: builds an index, then compares results word by word. */
export const searchRanking: Script = {
	story: '45_search-ranking',
	resumesAt: 2,
	steps: speed => [
		say({
			thinking:
				'The tags are there but search only looks at titles. I want to know what people see today before I change the order of anything.',
			text: 'First, what search does today.',
			tools: [
				{tool: 'Read', path: 'src/search.js'},
				{tool: 'Read', path: 'src/catalog.js'},
			],
		}),
		buildIndex('before', 1400, speed),
		say({
			thinking:
				'The index is the same for both; the ranking is not. A stable union of two filters keeps the order of the catalog within each group, and needs no scores that somebody would have to tune.',
			text: `The plan:

1. search titles **and** tags,
2. keep titles first, each group in the catalog's order,
3. rebuild the index and compare.`,
			tools: [{tool: 'Write', path: 'src/search.js', content: rankedSearch}],
		}),
		...queries.map(([query, finding], index) => compare(query, finding, index)),
		say({
			text: 'The results are as planned. A test for each rule:',
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

/** Each product takes 50 ms, so the number of products is what makes it long. */
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
		thinking: `Query ${index + 1} of ${queries.length}: "${query}". I compare what was found with what is found now, and look at the order as well as at the set.`,
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
