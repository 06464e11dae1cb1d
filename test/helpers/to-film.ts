import type {Screen} from './screen.ts';
import {drawRow, drawWindow} from './to-svg.ts';

/** A screen and when it was seen first, in milliseconds from the beginning. */
export type FilmFrame = {readonly atMs: number; readonly screen: Screen};

/**
 * Draws what a terminal showed as one SVG that plays for ever. A row is drawn once for as long as it stays the same, so that
 * a dashboard of which little changes stays small. All screens have the size of the first; there is at least one.
 */
export function toFilm(frames: readonly FilmFrame[], options: {title: string; endMs: number}): string {
	const {title, endMs} = options;
	const first = frames[0];

	if (!first) {
		throw new Error('A film needs at least one screen.');
	}

	const parts = first.screen.cells.flatMap((_, row) =>
		toSpans(frames, row, endMs).map(({svg, from, to}) => drawSpan(svg, from / endMs, to / endMs, endMs)),
	);
	return drawWindow(first.screen, title, parts);
}

type Span = {readonly svg: string; readonly from: number; readonly to: number};

/** What one row shows over time, in milliseconds; blank spans are left out. */
function toSpans(frames: readonly FilmFrame[], row: number, endMs: number): readonly Span[] {
	const spans: Span[] = [];

	for (const [index, {atMs, screen}] of frames.entries()) {
		const svg = drawRow(screen.cells[row] ?? [], row);
		const to = frames[index + 1]?.atMs ?? endMs;
		const last = spans.at(-1);

		if (last && last.svg === svg) {
			spans.splice(-1, 1, {...last, to});
		} else {
			spans.push({svg, from: atMs, to});
		}
	}

	return spans.filter(({svg}) => svg !== '');
}

/** `from` and `to` are parts of the whole, 0 to 1. */
function drawSpan(svg: string, from: number, to: number, durationMs: number): string {
	if (from === 0 && to === 1) {
		return svg;
	}

	const times = [0, ...(from > 0 ? [from] : []), ...(to < 1 ? [to] : [])].map(time => time.toFixed(4));
	const values = [...(from > 0 ? ['hidden'] : []), 'visible', ...(to < 1 ? ['hidden'] : [])];
	return `<g${from > 0 ? ' visibility="hidden"' : ''}><animate attributeName="visibility" calcMode="discrete" values="${values.join(';')}" keyTimes="${times.join(';')}" dur="${durationMs / 1000}s" repeatCount="indefinite"/>${svg}</g>`;
}
