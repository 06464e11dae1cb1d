import type {z} from 'zod';
import type {KeyPath} from './locate-key.ts';

/** What is wrong with a file, in one sentence, and where. */
export type Problem = {readonly line: number | undefined; readonly sentence: string};

/** A file as it was read, for saying what is wrong with it. */
export type Document = {
	/** What the file's parser made of it. */
	readonly data: unknown;
	readonly lineOf: (path: KeyPath) => number | undefined;
	/** The keys that a table may have. */
	readonly keysOf: (path: KeyPath) => readonly string[];
};

/** Says what zod has against a document. The messages of our schemas are worded to follow "expected ". */
export function describeIssue(issue: z.core.$ZodIssue, {data, lineOf, keysOf}: Document): Problem {
	if (issue.code === 'unrecognized_keys') {
		const [key = ''] = issue.keys;
		const known = keysOf(issue.path).join(', ');
		const table = issue.path.length === 0 ? 'at the top' : `in [${formatPath(issue.path)}]`;
		return {
			line: lineOf([...issue.path, key]),
			sentence: `unknown key ${JSON.stringify(key)} ${table}, expected one of ${known}.`,
		};
	}

	const value = valueAt(data, issue.path);
	const expected = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
	const what = value === undefined ? 'is missing' : `is ${formatValue(value)}`;
	return {line: lineOf(issue.path), sentence: `${formatPath(issue.path)} ${what}, expected ${expected}.`};
}

const longestValue = 60;

/** `agent[1].max_turns`; entries are counted from 1, as people do. */
function formatPath(path: KeyPath): string {
	return path
		.map((key, index) =>
			typeof key === 'number' ? `[${key + 1}]` : `${index > 0 ? '.' : ''}${formatKey(String(key))}`,
		)
		.join('');
}

function formatKey(key: string): string {
	return /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key);
}

/** JSON shows control characters escaped, so what a file holds cannot move the cursor. */
function formatValue(value: unknown): string {
	const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
	return text.length > longestValue ? `${text.slice(0, longestValue)}...` : text;
}

function valueAt(data: unknown, path: KeyPath): unknown {
	return path.reduce<unknown>(
		(value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
		data,
	);
}
