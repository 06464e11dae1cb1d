/** A hunk of a unified diff, in the format of the results of Edit and Write. */
export type Hunk = {
	readonly oldStart: number;
	readonly oldLines: number;
	readonly newStart: number;
	readonly newLines: number;
	readonly lines: readonly string[];
};

const contextLines = 3;

/** The diff of two texts as one hunk that contains every difference; empty if they are equal. */
export function createPatch(before: string, after: string): readonly Hunk[] {
	const old = toLines(before);
	const now = toLines(after);
	const head = countEqual(old, now);
	const tail = countEqual(old.slice(head).reverse(), now.slice(head).reverse());

	if (head === old.length && head === now.length) {
		return [];
	}

	const start = Math.max(0, head - contextLines);
	const trailing = Math.min(tail, contextLines);
	const removed = old.slice(head, old.length - tail);
	const added = now.slice(head, now.length - tail);
	const context = head - start + trailing;

	return [
		{
			oldStart: start + 1,
			oldLines: removed.length + context,
			newStart: start + 1,
			newLines: added.length + context,
			lines: [
				...old.slice(start, head).map(line => ` ${line}`),
				...removed.map(line => `-${line}`),
				...added.map(line => `+${line}`),
				...old.slice(old.length - tail, old.length - tail + trailing).map(line => ` ${line}`),
			],
		},
	];
}

function toLines(text: string): string[] {
	return text.replace(/\n$/, '').split('\n');
}

function countEqual(a: readonly string[], b: readonly string[]): number {
	const differs = a.findIndex((line, index) => line !== b[index]);
	return differs === -1 ? a.length : differs;
}
