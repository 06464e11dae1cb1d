import {isMap, isNode, isScalar, LineCounter, parseDocument} from 'yaml';
import {z} from 'zod';
import {toMessage} from '../../core/errors.ts';
import {describeIssue, type Problem} from '../config/config-problem.ts';
import {budgetUsd, count, line, table} from '../config/config-values.ts';
import type {KeyPath} from '../config/locate-key.ts';

const idsExpectation = 'a list of story ids (an id of digits only needs quotes)';
const titleExpectation = 'a string of one line, 1 to 500 characters';

const schema = table({
	title: z
		.string({error: titleExpectation})
		.trim()
		.regex(/^[^\p{Cc}]{1,500}$/u, {error: titleExpectation})
		.optional(),
	agent: line.optional(),
	after: z.array(z.string({error: idsExpectation}), {error: idsExpectation}).default([]),
	priority: count(-1000, 1000).default(0),
	budget_usd: budgetUsd.optional(),
});

/** The values in a story's front matter. */
export type FrontMatter = z.output<typeof schema>;

/** A parsed story file. */
export type StoryText = {
	readonly kind: 'story';
	readonly values: FrontMatter;
	readonly body: string;
	/** The line (from 1) of a key or entry, for problems that are found later. */
	readonly lineOf: (path: KeyPath) => number | undefined;
};

/** Why a story file cannot be used. */
export type StoryProblem = {readonly kind: 'problem'; readonly problem: Problem};

/**
 * Splits a story file into YAML front matter and Markdown. A file that does not begin with a `---` line is all Markdown.
 * Returns problems instead of throwing, because one bad story must not hide the others.
 */
export function parseStoryText(text: string): StoryText | StoryProblem {
	const parts = /^---[ \t]*\r?\n(?:(.*?)\r?\n)??---[ \t]*(?:\r?\n|$)/s.exec(text);

	if (parts) {
		return parseValues(parts[1] ?? '', text.slice(parts[0].length));
	}

	return /^---[ \t]*(\r?\n|$)/.test(text)
		? toProblem(1, 'the front matter is not closed, expected a second "---" line.')
		: checkBody({kind: 'story', values: schema.parse({}), body: text, lineOf: () => undefined});
}

function parseValues(yaml: string, body: string): StoryText | StoryProblem {
	const lineCounter = new LineCounter();
	const document = parseDocument(yaml, {lineCounter, schema: 'core', logLevel: 'silent'});
	const [error] = document.errors;
	// The first line of the file is the opening `---`.
	const toLine = (offset: number) => lineCounter.linePos(offset).line + 1;
	const lineOf = (path: KeyPath) => {
		const offset = offsetOf(document, path);
		return offset === undefined ? undefined : toLine(offset);
	};

	if (error) {
		return toProblem(toLine(error.pos[0]), `expected valid YAML: ${error.message.split(' at line ')[0]}.`);
	}

	let data: unknown;

	try {
		data = document.toJS({maxAliasCount: 10}) ?? {};
	} catch (failure) {
		return toProblem(2, `expected valid YAML: ${toMessage(failure)}.`);
	}

	const result = schema.safeParse(data);

	if (!result.success) {
		const [problem] = result.error.issues.flatMap(issue => describe(issue, data, lineOf));
		return problem ? {kind: 'problem', problem} : toProblem(2, 'is not valid.');
	}

	return checkBody({kind: 'story', values: result.data, body, lineOf});
}

function describe(issue: z.core.$ZodIssue, data: unknown, lineOf: StoryText['lineOf']): readonly Problem[] {
	return issue.path.length === 0 && issue.code !== 'unrecognized_keys'
		? [{line: 2, sentence: 'expected front matter of "key: value" lines.'}]
		: describeIssue(issue, {data, lineOf, keysOf: () => Object.keys(schema.shape)});
}

function checkBody(story: StoryText): StoryText | StoryProblem {
	return story.body.trim() === ''
		? toProblem(undefined, 'has no text below its front matter, expected a description of the work.')
		: story;
}

function toProblem(at: number | undefined, sentence: string): StoryProblem {
	return {kind: 'problem', problem: {line: at, sentence}};
}

/** The offset at which a value begins; for an unknown key, that of the key. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: KeyPath): number | undefined {
	const [key] = path;
	const pair = isMap(document.contents)
		? document.contents.items.find(item => isScalar(item.key) && item.key.value === key)
		: undefined;
	const node = path.length > 1 ? document.getIn(path, true) : pair?.key;
	return isNode(node) ? node.range?.[0] : undefined;
}
