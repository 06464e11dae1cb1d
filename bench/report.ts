// Prints measurements as a table, one line per figure.
import {cpus} from 'node:os';

/** One measured figure. `goal` is its upper limit; a figure without a goal is for comparison. */
export type Figure = {readonly what: string; readonly measured: number; readonly unit: string; readonly goal?: number};

export function printHeading(what: string): void {
	const [cpu] = cpus();
	console.log(`${what}\nNode ${process.versions.node}, ${cpus().length} x ${cpu?.model ?? 'unknown'}\n`);
}

export function printFigures(figures: readonly Figure[]): void {
	const width = Math.max(...figures.map(({what}) => what.length)) + 2;

	for (const {what, measured, unit, goal} of figures) {
		const verdict = goal === undefined ? '' : `goal <= ${goal}${unit === '' ? '' : ` ${unit}`}`.padEnd(20);
		const miss = goal === undefined || measured <= goal ? '' : 'missed';
		console.log(`${what.padEnd(width)}${format(measured).padStart(9)} ${unit.padEnd(8)}${verdict}${miss}`.trimEnd());
	}
}

function format(value: number): string {
	return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
