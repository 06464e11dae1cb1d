/** The most characters that a typing error changes. In a short word it is at most a third of them. */
const mostChanges = 2;

/**
 * A question for the end of an error message: `Did you mean "kill"?`, with the known words closest to what was typed;
 * `undefined` if none is close.
 */
export function didYouMean(typed: string, known: readonly string[]): string | undefined {
	const near = [...new Set(known)]
		.map(word => ({word, changes: changesBetween(typed.toLowerCase(), word.toLowerCase())}))
		.filter(({word, changes}) => changes <= mostChanges && changes * 3 <= Math.max(word.length, typed.length));
	const fewest = Math.min(...near.map(({changes}) => changes));
	const words = near.filter(({changes}) => changes === fewest).map(({word}) => `"${word}"`);
	return words.length === 0 ? undefined : `Did you mean ${words.join(' or ')}?`;
}

/** Characters to insert, delete, replace or swap with their neighbour (optimal string alignment distance). */
function changesBetween(from: string, to: string): number {
	if (Math.abs(from.length - to.length) > mostChanges) {
		return Number.POSITIVE_INFINITY; // A long word would only take time.
	}

	const rows: number[][] = [Array.from({length: to.length + 1}, (_, column) => column)];
	const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;

	for (let row = 1; row <= from.length; row++) {
		const cells = [row];
		rows.push(cells);

		for (let column = 1; column <= to.length; column++) {
			const isSame = from[row - 1] === to[column - 1];
			const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
			cells.push(
				Math.min(
					at(row - 1, column) + 1,
					at(row, column - 1) + 1,
					at(row - 1, column - 1) + (isSame ? 0 : 1),
					isSwapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
				),
			);
		}
	}

	return at(from.length, to.length);
}
