import type {Agent} from '../../core/fleet/agent.ts';
import type {Line, Span} from '../line.ts';
import type {RowData} from '../selectors/column.ts';
import {columns} from '../selectors/columns.ts';
import type {SizedColumn} from '../selectors/fit-columns.ts';
import {markerColumns} from '../selectors/table-columns.ts';
import type {Sort} from '../state/ui-state.ts';
import {alignLeft, alignRight} from '../text/fit.ts';

/** What a row is made from besides its agent. */
type RowLook = Omit<RowData, 'agent'> & {
	readonly columns: readonly SizedColumn[];
	readonly isSelected: boolean;
	readonly isMarked: boolean;
};

const kept = new WeakMap<Agent, {readonly look: RowLook; readonly line: Line}>();

/** The agent's row; returns the same line while nothing in it changes, so that it is drawn from the cache. */
export function keepRowLine(agent: Agent, look: RowLook): Line {
	const known = kept.get(agent);

	if (known && isSame(known.look, look)) {
		return known.line;
	}

	const line = toRowLine({agent, ...look}, look.columns, look);
	kept.set(agent, {look, line});
	return line;
}

function isSame(a: RowLook, b: RowLook): boolean {
	return (
		a.words === b.words &&
		a.reason === b.reason &&
		a.resources === b.resources &&
		a.columns === b.columns &&
		a.isSelected === b.isSelected &&
		a.isMarked === b.isMarked &&
		a.now === b.now &&
		a.frame === b.frame &&
		a.theme === b.theme
	);
}

/** A row, exactly as wide as its columns and the marker. */
export function toRowLine(
	data: RowData,
	sized: readonly SizedColumn[],
	{isSelected, isMarked}: {readonly isSelected: boolean; readonly isMarked: boolean},
): Line {
	const {glyphs} = data.theme;
	const marker: Span = {
		text: `${isSelected ? glyphs.selected : ' '}${isMarked ? glyphs.marked : ' '}`,
		...(isSelected ? selectedLook : {bold: true}),
	};
	const cells = sized.map(({id, width, gap}): Span => {
		const column = columns[id];
		const {text, ...look} = column.cell(data);
		return {
			...look,
			...(isSelected && selectedLook),
			text: ' '.repeat(gap) + (column.align === 'left' ? alignLeft : alignRight)(text, width),
		};
	});
	return [marker, ...cells];
}

/** A bar over the whole row; the colour of its status stays. */
const selectedLook = {bold: true, dim: false, inverse: true} as const;

/** The titles above the columns, with an arrow at the one it is sorted by. */
export function toTitleLine(sized: readonly SizedColumn[], sort: Sort | undefined): Line {
	return [
		{text: ' '.repeat(markerColumns)},
		...sized.map(({id, width, gap}): Span => {
			const {title, align} = columns[id];
			const arrow = sort?.column === id ? (sort.isDescending ? '↓' : '↑') : '';
			return {
				text: ' '.repeat(gap) + (align === 'left' ? alignLeft : alignRight)(`${title}${arrow}`, width),
				dim: true,
			};
		}),
	];
}
