import {execFileSync} from 'node:child_process';
import path from 'node:path';
import {expect, test} from 'vitest';
import {readStories} from '../../../source/project/stories/stories.ts';
import {coderConfig} from '../../helpers/agent-config.ts';
import {temporaryFolder, writeFiles} from '../temporary.ts';

async function read(files: Readonly<Record<string, string | Uint8Array>>) {
	const root = temporaryFolder();
	await writeFiles(path.join(root, 'stories'), {'.hidden': '', ...files});
	return readStories({
		root,
		stories: path.join(root, 'stories'),
		agents: [coderConfig, {...coderConfig, name: 'reviewer'}],
	});
}

/** What a refused file says, by its name. */
async function reasonsOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<Record<string, string>> {
	const {refused} = await read(files);
	return Object.fromEntries(refused.map(({file, reason}) => [path.basename(file), reason]));
}

test('reads front matter and text', async () => {
	const {stories, refused} = await read({
		'41_totals.md': 'Add totals.',
		'42_coupons.md':
			'---\r\ntitle: Checkout accepts coupons\r\nagent: reviewer # by hand\r\nafter: [41_totals]\r\npriority: 1\r\nbudget_usd: 2\r\n---\r\n\r\nA shopper {{enters}} a code.\r\n',
	});
	expect(refused).toEqual([]);
	expect(stories).toMatchObject([
		{
			id: '41_totals',
			title: '41_totals',
			agent: undefined,
			after: [],
			priority: 0,
			budgetUsd: undefined,
			body: 'Add totals.',
		},
		{
			id: '42_coupons',
			title: 'Checkout accepts coupons',
			agent: 'reviewer',
			after: ['41_totals'],
			priority: 1,
			budgetUsd: 2,
			body: 'A shopper {{enters}} a code.',
		},
	]);
});

test('sorts stories by the numbers in their names', async () => {
	const {stories} = await read({'10_c.md': 'c', '9_b.md': 'b', '1_a.md': 'a'});
	expect(stories.map(story => story.id)).toEqual(['1_a', '9_b', '10_c']);
});

test('skips hidden files, README.md and files that are not Markdown', async () => {
	const {stories, refused} = await read({
		'.1.md': 'x',
		'README.md': 'x',
		'1.txt': 'x',
		'notes/1.md': 'x',
		'1.md~': 'x',
	});
	expect({stories, refused}).toEqual({stories: [], refused: []});
});

test('accepts empty front matter', async () => {
	expect((await read({'1.md': '---\n---\nDo it.'})).stories[0]).toMatchObject({title: '1', body: 'Do it.'});
});

test('ignores a byte order mark', async () => {
	expect((await read({'1.md': '\uFEFF---\ntitle: T\n---\nDo it.'})).stories[0]).toMatchObject({
		title: 'T',
		body: 'Do it.',
	});
});

const body = '\n---\nDo it.';
const refusals: readonly (readonly [string, string, string | Uint8Array, RegExp])[] = [
	['a file that is not UTF-8', '1.md', Uint8Array.of(0x61, 0xff), /^stories\/1.md: is not valid UTF-8/],
	['a file with a NUL', '1.md', 'a\0b', /^stories\/1.md: contains a NUL/],
	['an id that is unsafe in a shell', 'a b;$(x).md', 'x', /is not a valid story id; rename the file/],
	['an id that git refuses', 'a..b.md', 'x', /git refuses a branch name/],
	['an id that begins like an option', '-x.md', 'x', /beginning with a letter or digit/],
	['an id of 101 characters', `${'x'.repeat(101)}.md`, 'x', /1 to 100 letters/],
	['no text', '1.md', `---\ntitle: T\n---\n \n`, /has no text below its front matter/],
	['an empty file', '1.md', '', /has no text below/],
	['front matter that is not closed', '1.md', '---\ntitle: T\n', /^stories\/1.md:1: the front matter is not closed/],
	[
		'front matter that is not YAML',
		'1.md',
		`---\ntitle: T\nafter: [${body}`,
		/^stories\/1.md:3: expected valid YAML: Flow/,
	],
	['a key written twice', '1.md', `---\ntitle: T\ntitle: U${body}`, /^stories\/1.md:3: expected valid YAML: Map keys/],
	['front matter that is a list', '1.md', `---\n- T${body}`, /^stories\/1.md:2: expected front matter of "key: value"/],
	[
		'an unknown key',
		'1.md',
		`---\ntitle: T\npriorty: 1${body}`,
		/^stories\/1.md:3: unknown key "priorty" .*expected one of title, agent/,
	],
	[
		'a priority that is not a number',
		'1.md',
		`---\npriority: high${body}`,
		/^stories\/1.md:2: priority is "high", expected a whole/,
	],
	[
		'a budget of nothing',
		'1.md',
		`---\n\nbudget_usd: 0${body}`,
		/^stories\/1.md:3: budget_usd is 0, expected US dollars/,
	],
	[
		'a title that would move the cursor',
		'1.md',
		`---\ntitle: "a\\e[2J"${body}`,
		/^stories\/1.md:2: title is "a\\u001b\[2J", expected/,
	],
	[
		'an id that YAML reads as a number',
		'1.md',
		`---\nafter: [41]${body}`,
		/^stories\/1.md:2: after\[1\] is 41, expected .*quotes/,
	],
	['an alias without an anchor', '1.md', `---\ntitle: *x${body}`, /expected valid YAML/],
	[
		'an unknown agent',
		'1.md',
		`---\ntitle: T\nagent: codre${body}`,
		/^stories\/1.md:3: agent is "codre", expected one of coder, reviewer/,
	],
	[
		'an unknown story',
		'1.md',
		`---\nafter: [2]${body}`.replace('2]', '"2"]'),
		/^stories\/1.md:2: after names 2, but there is no story/,
	],
	['a story that comes after itself', '1.md', `---\nafter: ["1"]${body}`, /after forms a cycle: 1 -> 1/],
];

test.for(refusals)('%s is refused, and the other stories are read', async ([, name, content, reason]) => {
	const {stories, refused} = await read({[name]: content, 'good.md': 'Fine.'});
	expect(stories.map(story => story.id)).toEqual(['good']);
	expect(refused).toMatchObject([{file: expect.stringContaining(name), reason: expect.stringMatching(reason)}]);
});

test('reports a cycle for each of its stories; stories that depend on one of them only wait', async () => {
	const files = {
		'a.md': `---\nafter: [b]${body}`,
		'b.md': `---\nafter: [c]${body}`,
		'c.md': `---\nafter: [a]${body}`,
		'd.md': `---\nafter: [a]${body}`,
	};
	expect((await read(files)).stories.map(story => story.id)).toEqual(['d']);
	expect(await reasonsOf(files)).toEqual({
		'a.md': expect.stringContaining('a -> b -> c -> a'),
		'b.md': expect.stringContaining('b -> c -> a -> b'),
		'c.md': expect.stringContaining('c -> a -> b -> c'),
	});
});

test('refuses both of two files with the same id, or with ids that differ only in case', async () => {
	expect(await reasonsOf({'a.md': 'x', 'a.MD': 'x', 'Login.md': 'x', 'login.md': 'x'})).toEqual({
		'a.md': expect.stringContaining('has the same id as a.MD'),
		'a.MD': expect.stringContaining('has the same id as a.md'),
		'Login.md': expect.stringContaining('has the same id as login.md'),
		'login.md': expect.stringContaining('has the same id as Login.md'),
	});
});

test('refuses a FIFO without waiting for a writer', async () => {
	const root = temporaryFolder();
	await writeFiles(root, {'stories/good.md': 'Fine.'});
	execFileSync('mkfifo', [path.join(root, 'stories/pipe.md')]);
	const {stories, refused} = await readStories({root, stories: path.join(root, 'stories'), agents: [coderConfig]});
	expect(stories).toHaveLength(1);
	expect(refused[0]?.reason).toMatch(/pipe.md: expected a regular file/);
});

test('a missing stories folder is refused', async () => {
	const root = temporaryFolder();
	const {refused} = await readStories({root, stories: path.join(root, 'stories'), agents: [coderConfig]});
	expect(refused).toMatchObject([
		{id: undefined, reason: expect.stringMatching(/the stories folder does not exist; create it/)},
	]);
});
