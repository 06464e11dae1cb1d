/** A path in a TOML document, as zod reports it: keys, and indexes (from 0) of entries in an array of tables. */
export type KeyPath = readonly PropertyKey[];

/**
 * The line (from 1) of a key in a TOML document, or of the closest table or key that contains it. `undefined` if no part
 * of the path occurs. Understands headers, dotted keys and multi-line strings; a key inside an inline table gets the line
 * of that table.
 */
export function locateKey(toml: string, path: KeyPath): number | undefined {
	const wanted = path.map(String);
	let best: {readonly line: number; readonly depth: number} | undefined;

	for (const {line, keys} of keyLines(toml)) {
		const depth = sharedDepth(keys, wanted);

		// A longer key (`[agent.env]` when `agent` is wanted) counts only if it begins with the whole wanted path.
		if (depth > 0 && (keys.length <= wanted.length ? depth === keys.length : depth === wanted.length)) {
			best = !best || depth > best.depth ? {line, depth} : best;
		}
	}

	return best?.line;
}

type KeyLine = {readonly line: number; readonly keys: readonly string[]};

const keyPattern = `(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')`;
const dottedPattern = `${keyPattern}(?:\\s*\\.\\s*${keyPattern})*`;
const headerLine = new RegExp(`^\\s*(\\[\\[?)\\s*(${dottedPattern})\\s*\\]`);
const assignmentLine = new RegExp(`^\\s*(${dottedPattern})\\s*=(.*)$`);

function* keyLines(toml: string): Generator<KeyLine> {
	const counts = new Map<string, number>();
	let table: readonly string[] = [];
	let closing: string | undefined;

	for (const [index, text] of toml.split(/\r?\n/).entries()) {
		if (closing !== undefined) {
			closing = text.includes(closing) ? undefined : closing;
			continue;
		}

		const header = headerLine.exec(text);
		const assignment = assignmentLine.exec(text);

		if (header) {
			table = toTable(splitKey(header[2] ?? ''), header[1] === '[[', counts);
			yield {line: index + 1, keys: table};
		} else if (assignment) {
			yield {line: index + 1, keys: [...table, ...splitKey(assignment[1] ?? '')]};
		}

		closing = opensString(header ? '' : (assignment?.[2] ?? text));
	}
}

/** The header's path, with the index of the current entry inserted after each array of tables. */
function toTable(keys: readonly string[], isEntry: boolean, counts: Map<string, number>): readonly string[] {
	const name = keys.join('\n');

	if (isEntry) {
		counts.set(name, (counts.get(name) ?? -1) + 1);
	}

	return keys.flatMap((key, index) => {
		const entry = counts.get(keys.slice(0, index + 1).join('\n'));
		return entry === undefined ? [key] : [key, String(entry)];
	});
}

function splitKey(dotted: string): readonly string[] {
	return [...dotted.matchAll(new RegExp(keyPattern, 'g'))].map(([key]) => key.replace(/^(["'])(.*)\1$/, '$2'));
}

/** The closing delimiter of a multi-line string that the text opens and does not close. */
function opensString(text: string): string | undefined {
	const opening = /"""|'''/.exec(text)?.[0];
	const isClosed = opening !== undefined && text.split(opening).length > 2;
	return isClosed ? undefined : opening;
}

function sharedDepth(keys: readonly string[], wanted: readonly string[]): number {
	const different = wanted.findIndex((key, index) => keys[index] !== key);
	return different === -1 ? wanted.length : different;
}
