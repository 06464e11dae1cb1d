/** What a person did with the mouse. Column and row count from 0. */
export type MouseEvent = {
	readonly kind: 'click' | 'wheel-up' | 'wheel-down';
	readonly column: number;
	readonly row: number;
};

const kinds: Readonly<Record<string, MouseEvent['kind']>> = {'0M': 'click', '64M': 'wheel-up', '65M': 'wheel-down'};
const report = /\u001B\[<(?<button>\d+);(?<column>\d+);(?<row>\d+)(?<final>[Mm])/g;
/** A report that goes on in the next chunk of input. */
const partialReport = /\u001B(?:\[(?:<[\d;]{0,15})?)?$/;

/** The events in some input (SGR mode), and what may be the beginning of another report. Other input is ignored. */
export function readMouse(input: string): {readonly events: readonly MouseEvent[]; readonly rest: string} {
	const events = [...input.matchAll(report)].flatMap(({groups = {}}): readonly MouseEvent[] => {
		const kind = kinds[`${groups.button}${groups.final}`];
		return kind ? [{kind, column: Number(groups.column) - 1, row: Number(groups.row) - 1}] : [];
	});
	return {events, rest: partialReport.exec(input)?.[0] ?? ''};
}
