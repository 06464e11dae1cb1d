import {createRow, differsAt, type Grid, type Row, type Scroll} from './grid.ts';

/** Bytes of a scroll sequence; a scroll must save clearly more. */
const scrollCost = 24;
/** Bytes to move the cursor to a run of changed columns, besides its characters. */
const runCost = 6;

/**
 * The block of rows whose scroll saves most bytes, if any does. It compares the bytes to write with and without the scroll,
 * so a scroll that makes matters worse, as with two panes side by side, is not used.
 */
export function findScroll(shown: Grid, wanted: Grid): Scroll | undefined {
	const costs = new RowCosts(shown, wanted);
	const changed = wanted.rows.flatMap((_, row) => (costs.of(row, row) > 0 ? [row] : []));

	if (changed.length < 2) {
		return undefined;
	}

	const block = bestOf(candidates(changed, costs), costs);
	const best = block && bestOf(extensions(block, wanted.rows.length), costs);
	return best && savingOf(best, costs) > scrollCost ? best : undefined;
}

function bestOf(scrolls: Iterable<Scroll>, costs: RowCosts): Scroll | undefined {
	let best: Scroll | undefined;
	let bestSaving = Number.NEGATIVE_INFINITY;

	for (const scroll of scrolls) {
		const saving = savingOf(scroll, costs);

		if (saving > bestSaving) {
			best = scroll;
			bestSaving = saving;
		}
	}

	return best;
}

/**
 * The block and larger ones. Where a pane stands beside the table, only a part of each row moves, so the rows look like no
 * other row; still, scrolling them and repairing the table can cost less than writing the pane again.
 */
function* extensions(block: Scroll, rows: number): Generator<Scroll> {
	for (let top = block.top; top >= 0; top--) {
		yield {...block, top};
	}

	for (let bottom = block.bottom + 1; bottom <= rows; bottom++) {
		yield {...block, bottom};
	}
}

/** For each distance, the runs of rows that the screen already shows that far below or above. */
function* candidates(changed: readonly number[], costs: RowCosts): Generator<Scroll> {
	for (const count of costs.distances(changed)) {
		const matching = changed.filter(row => costs.isSame(row + count, row));
		yield* runsOf(matching, count);
	}
}

/** Also tries neighbouring runs as one: a spinner in the middle of a moving block splits it. */
function* runsOf(matching: readonly number[], count: number): Generator<Scroll> {
	const widestGap = 4;
	let first = matching[0];
	let last = first;

	for (const row of [...matching.slice(1), undefined]) {
		if (first === undefined || last === undefined) {
			return;
		}

		if (row === undefined || row - last > widestGap) {
			yield toScroll(first, last, count);
			first = row;
		}

		last = row;
	}
}

/** The block contains the rows before and after the scroll. */
function toScroll(first: number, last: number, count: number): Scroll {
	return count > 0 ? {top: first, bottom: last + count + 1, count} : {top: first + count, bottom: last + 1, count};
}

function savingOf({top, bottom, count}: Scroll, costs: RowCosts): number {
	let saving = 0;

	for (let row = top; row < bottom; row++) {
		const source = row + count;
		saving += costs.of(row, row) - (source >= top && source < bottom ? costs.of(source, row) : costs.ofFresh(row));
	}

	return saving;
}

/** Bytes to turn a shown row into a wanted row. Each row is read and each pair compared at most once. */
class RowCosts {
	readonly #shown: Grid;
	readonly #wanted: Grid;
	readonly #fresh: Row;
	readonly #keys = new Map<Row, string>();
	readonly #known = new Map<number, number>();

	constructor(shown: Grid, wanted: Grid) {
		this.#shown = shown;
		this.#wanted = wanted;
		this.#fresh = createRow(wanted.columns);
	}

	/** For each wanted row, the distances to the shown rows that look the same. Blank rows are left out. */
	distances(changed: readonly number[]): ReadonlySet<number> {
		const sources = new Map<string, number[]>();
		const distances = new Set<number>();

		for (const row of changed) {
			const key = this.#keyOf(this.#shown.rows[row]);

			if (key.trim() !== '') {
				sources.set(key, [...(sources.get(key) ?? []), row]);
			}
		}

		for (const row of changed) {
			for (const source of sources.get(this.#keyOf(this.#wanted.rows[row])) ?? []) {
				distances.add(source - row);
			}
		}

		return distances;
	}

	isSame(shownRow: number, wantedRow: number): boolean {
		const shown = this.#shown.rows[shownRow];
		return shown !== undefined && this.#keyOf(shown) === this.#keyOf(this.#wanted.rows[wantedRow]);
	}

	of(shownRow: number, wantedRow: number): number {
		const pair = shownRow * this.#wanted.rows.length + wantedRow;
		const known = this.#known.get(pair) ?? this.#compare(this.#shown.rows[shownRow], wantedRow);
		this.#known.set(pair, known);
		return known;
	}

	/** For a row that a scroll leaves blank. */
	ofFresh(wantedRow: number): number {
		return this.#compare(this.#fresh, wantedRow);
	}

	#keyOf(row: Row | undefined): string {
		if (!row) {
			return '';
		}

		const key = this.#keys.get(row) ?? toKey(row);
		this.#keys.set(row, key);
		return key;
	}

	#compare(shown: Row | undefined, wantedRow: number): number {
		const wanted = this.#wanted.rows[wantedRow];

		if (!shown || !wanted) {
			return 0;
		}

		let cost = 0;
		let lastDifference = -runCost;

		for (let column = 0; column < wanted.texts.length; column++) {
			if (differsAt(shown, wanted, column)) {
				cost += Math.min(column - lastDifference, runCost);
				lastDifference = column;
			}
		}

		return cost;
	}
}

/** Two rows have the same key only if they look the same. */
function toKey({texts, styles}: Row): string {
	const look = styles.some(style => style !== '') ? `\n${styles.join(',')}` : '';
	return texts.join('\u0000').replaceAll(' \u0000', ' ') + look;
}
