import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect} from 'vitest';
import type {Screen} from './screen.ts';
import {toSvg} from './to-svg.ts';

const folder = path.resolve(import.meta.dirname, '../dashboard/screens');
const spinner = /^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]$/;

/**
 * Compares with the screen that is stored, as text and as a picture; `UPDATE=1` stores this one instead. Look at the
 * picture before it is committed.
 */
export function expectGolden(screen: Screen, name: string): void {
	const still = holdStill(screen);
	expectStored(`${still.lines.join('\n')}\n`, `${name}.txt`);
	expectStored(toSvg(still, {title: `towline · ${name}`}), `${name}.svg`);
}

function expectStored(text: string, name: string): void {
	const file = path.join(folder, name);

	if (process.env.UPDATE || !existsSync(file)) {
		mkdirSync(folder, {recursive: true});
		writeFileSync(file, text);
	}

	expect(text).toBe(readFileSync(file, 'utf8'));
}

/** Where a spinner stands depends on the machine's speed: in Unicode its glyphs are its own, in ASCII its place tells. */
function holdStill(screen: Screen): Screen {
	const cells = screen.cells.map((row, index) => {
		const turning = /[|/\\-](?= running| \d+s$)/.exec(screen.lines[index] ?? '')?.index;
		return row.map((cell, column) => {
			const still = spinner.test(cell.text) ? '⠿' : column === turning ? '-' : cell.text;
			return {...cell, text: still};
		});
	});
	const lines = cells.map(row =>
		row
			.map(({text}) => text)
			.join('')
			.trimEnd(),
	);
	return {...screen, cells, lines};
}
