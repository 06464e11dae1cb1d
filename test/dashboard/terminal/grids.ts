import {Canvas} from '../../../source/dashboard/terminal/canvas.ts';
import type {Grid} from '../../../source/dashboard/terminal/grid.ts';
import {interpret} from '../../../source/dashboard/terminal/interpret.ts';
import {toInkOutput} from './frames.ts';

/** A grid of this many columns and as many rows as there are lines; the lines may hold SGR sequences. */
export function toGrid(lines: readonly string[], columns: number): Grid {
	const canvas = new Canvas(columns, lines.length);
	interpret(toInkOutput(lines), canvas, () => {});
	return canvas.grid;
}
