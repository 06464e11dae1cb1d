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

/** Where a spinner stands depends on the machine's speed. */
function holdStill(screen: Screen): Screen {
	const cells = screen.cells.map(row => row.map(cell => (spinner.test(cell.text) ? {...cell, text: '⠿'} : cell)));
	const lines = screen.lines.map(line =>
		line.replace(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/g, '⠿').replace(/[|/\\-](?= running| \d+s$)/g, '-'),
	);
	return {...screen, cells, lines};
}
