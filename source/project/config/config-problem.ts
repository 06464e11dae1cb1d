import type {z} from 'zod';
import type {KeyPath} from './locate-key.ts';

/** What is wrong with a file. */
export type Problem = {
	/** Line in the file, from 1; `undefined` if the problem has no line. */
	readonly line: number | undefined;
	/** One sentence, printed after `file:line: `. */
	readonly sentence: string;
};

/** A parsed file, with what is needed to describe a problem in it. */
export type Document = {
	/** The value that the parser returned. */
	readonly data: unknown;
	/** The line (from 1) of a key. */
	readonly lineOf: (path: KeyPath) => number | undefined;
	/** The keys that a table may have. */
	readonly keysOf: (path: KeyPath) => readonly string[];
};

/** Describes a zod issue. The messages of our schemas follow the word "expected" in the sentence. */
export function describeIssue(issue: z.core.$ZodIssue, {data, lineOf, keysOf}: Document): readonly Problem[] {
	if (issue.code === 'unrecognized_keys') {
		const known = keysOf(issue.path).join(', ');
		const table = issue.path.length === 0 ? 'at the top' : `in [${formatPath(issue.path)}]`;
		return issue.keys.map(key => ({
			line: lineOf([...issue.path, key]),
			sentence: `unknown key ${JSON.stringify(key)} ${table}, expected one of ${known}.`,
		}));
	}

	const value = valueAt(data, issue.path);
	const expected = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
	const what = value === undefined ? 'is missing' : `is ${formatValue(value)}`;
	return [{line: lineOf(issue.path), sentence: `${formatPath(issue.path)} ${what}, expected ${expected}.`}];
}

const longestValue = 60;

/** `agent[1].max_turns`; entries are counted from 1. */
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

/** As JSON, which escapes control characters, so that the file's content cannot act on the terminal. */
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
