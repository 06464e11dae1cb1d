import type {Resources} from '../../api/client.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import type {EpochMs} from '../../core/ids.ts';
import type {Span} from '../line.ts';
import type {Theme} from '../theme.ts';

/** What the cells of one row are made from. */
export type RowData = {
	readonly agent: Agent;
	/** Its status in words; it depends on other agents too (`after 47`), so the caller computes it. */
	readonly words: string;
	/** Why it is in its status; shown instead of its last activity. */
	readonly reason: string | undefined;
	/** What its processes use; `undefined` when not known. */
	readonly resources: Resources | undefined;
	readonly now: EpochMs;
	/** Index of the spinner's frame. */
	readonly frame: number;
	readonly theme: Theme;
};

/** How wide a column is, in columns of the terminal. */
export type ColumnWidth =
	| {readonly kind: 'fixed'; readonly columns: number}
	/** As wide as the longest text of all agents, from `min` to `max`. Filtering the rows does not change it. */
	| {
			readonly kind: 'content';
			readonly min: number;
			readonly max: number;
			readonly textOf: (agent: Agent) => string;
	  }
	/** `min`, and more where there is room: up to its longest text, but no more than `max`. `good` shows most texts whole. */
	| {
			readonly kind: 'growing';
			readonly min: number;
			readonly good: number;
			readonly max: number;
			readonly textOf: (agent: Agent) => string;
	  }
	/** At least `min`, and all the room that is left. */
	| {readonly kind: 'rest'; readonly min: number; readonly minBesidePane: number};

/** A column of the table. */
export type Column = {
	/** Heads the column; the sort arrow is added to it. */
	readonly title: string;
	/** What it shows, as a sentence for the menus. */
	readonly meaning: string;
	readonly width: ColumnWidth;
	readonly align: 'left' | 'right';
	/**
	 * When it is hidden: the columns with the smallest numbers are shown as far as they fit. `besidePane` applies where the
	 * pane stands beside the table, because the pane shows the last activity at length.
	 */
	readonly priority: {readonly alone: number; readonly besidePane: number};
	readonly cell: (row: RowData) => Span;
	readonly sort: {
		/** Its place when a key goes through the sort orders. Place 0 is the order of the stories, which is the default. */
		readonly place: number;
		/** Whether that key sorts it from the largest to the smallest. */
		readonly isLargestFirst: boolean;
		/** What rows are compared by; rows with `undefined` come last. */
		readonly keyOf: (agent: Agent, resources: Resources | undefined) => number | string | undefined;
	};
	/** Whether it shows CPU or memory, which the supervisor must be asked for. */
	readonly needsResources?: true;
};
