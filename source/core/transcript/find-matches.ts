/** Where a text contains what is searched for, in UTF-16 units, without overlaps. Case counts only if the search has capitals. */
export function findMatches(text: string, search: string): readonly number[] {
	if (search === '') {
		return [];
	}

	const respectsCase = search !== search.toLowerCase();
	const folded = respectsCase ? text : foldCase(text);
	const matches: number[] = [];
	let start = folded.indexOf(search);

	while (start !== -1) {
		matches.push(start);
		start = folded.indexOf(search, start + search.length);
	}

	return matches;
}

/** Lower case of the same length, so that offsets stay: a few letters become longer otherwise. */
function foldCase(text: string): string {
	const lower = text.toLowerCase();
	return lower.length === text.length ? lower : text.replace(/[A-Z]/g, letter => letter.toLowerCase());
}
