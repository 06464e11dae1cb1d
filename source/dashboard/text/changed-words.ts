/** A part of a line, and whether the other line lacks it. */
export type Word = {readonly text: string; readonly isChanged: boolean};

/** Longer lines are not compared: the time grows with the product of their lengths. */
const mostWords = 200;

/**
 * Which words differ between a removed and an added line, by their longest common subsequence. Where less than a third is
 * common, nothing is marked: then the line was replaced.
 */
export function changedWords(
	removed: string,
	added: string,
): {
	readonly removed: readonly Word[];
	readonly added: readonly Word[];
} {
	const before = toWords(removed);
	const after = toWords(added);
	const common = before.length > mostWords || after.length > mostWords ? undefined : commonWords(before, after);
	const commonLength = before.reduce(
		(sum, word, index) => sum + (common?.before.has(index) ? word.trim().length : 0),
		0,
	);
	const length = Math.max(removed.replace(/\s/g, '').length, added.replace(/\s/g, '').length);
	const isMarked = common !== undefined && commonLength * 3 >= length;
	return {
		removed: before.map((text, index) => ({text, isChanged: isMarked && !common.before.has(index)})),
		added: after.map((text, index) => ({text, isChanged: isMarked && !common.after.has(index)})),
	};
}

function toWords(line: string): readonly string[] {
	return line.match(/\w+|\s+|[^\w\s]/g) ?? [];
}

/** The places of the words that both lines have, in order. */
function commonWords(before: readonly string[], after: readonly string[]) {
	const width = after.length + 1;
	/** `lengths[i * width + j]` is the length of the longest common subsequence of the words from `i` and from `j` on. */
	const lengths = new Uint16Array((before.length + 1) * width);

	for (let i = before.length - 1; i >= 0; i--) {
		for (let j = after.length - 1; j >= 0; j--) {
			const skipping = Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
			lengths[i * width + j] = before[i] === after[j] ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1 : skipping;
		}
	}

	const common = {before: new Set<number>(), after: new Set<number>()};

	for (let i = 0, j = 0; i < before.length && j < after.length; ) {
		if (before[i] === after[j]) {
			common.before.add(i++);
			common.after.add(j++);
		} else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) {
			i++;
		} else {
			j++;
		}
	}

	return common;
}
