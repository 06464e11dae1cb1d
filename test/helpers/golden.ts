import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect} from 'vitest';
import {toGoldenText} from './golden-text.ts';
import type {Screen} from './screen.ts';

/** Where the stored screens lie, each as `NAME.txt`. */
const defaultFolder = path.resolve(import.meta.dirname, '../dashboard/screens');
const spinner = /^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]$/;

type Options = {
	readonly folder?: string;
	readonly env?: Readonly<Record<string, string | undefined>>;
};

/**
 * Compares a screen, its text and its styles, with the stored one. `UPDATE=1` stores this one instead, except in CI
 * (`CI=true`); `npm run screens` then draws the stored ones to look at. Without `UPDATE` a missing screen fails.
 */
export function expectGolden(
	screen: Screen,
	name: string,
	{folder = defaultFolder, env = process.env}: Options = {},
): void {
	const text = toGoldenText(freezeSpinners(screen));
	const file = path.join(folder, `${name}.txt`);

	if (env.UPDATE && !isCi(env)) {
		mkdirSync(folder, {recursive: true});
		writeFileSync(file, text);
	}

	if (!existsSync(file)) {
		throw new Error(`No screen is stored as ${name}.txt. Store this one with UPDATE=1, outside CI:\n${screen.text}`);
	}

	expect(text).toBe(readFileSync(file, 'utf8'));
}

function isCi({CI}: NonNullable<Options['env']>): boolean {
	return CI !== undefined && CI !== '' && CI !== 'false';
}

/** A spinner's frame depends on the machine's speed, so one frame stands for all. In ASCII its place tells it apart. */
function freezeSpinners(screen: Screen): Screen {
	const cells = screen.cells.map((row, index) => {
		const asciiSpinner = /[|/\\-](?= running| \d+s$)/.exec(screen.lines[index] ?? '')?.index;
		return row.map((cell, column) => {
			const text = spinner.test(cell.text) ? '⠿' : column === asciiSpinner ? '-' : cell.text;
			return {...cell, text};
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
