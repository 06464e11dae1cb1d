// Makes the pictures of the README: runs the built demo in a real terminal and draws its screen at three moments,
// and all that it showed as one moving picture.
// `npm run pictures`, after `npm run build`.
import {writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {spawn} from 'node-pty';
import {createHeadlessTerminal} from '../test/helpers/screen.ts';
import {type FilmFrame, toFilm} from '../test/helpers/to-film.ts';
import {toSvg} from '../test/helpers/to-svg.ts';

const repository = path.resolve(import.meta.dirname, '..');
const folder = path.join(repository, 'docs/pictures');
/** After two minutes the script fails. */
const deadline = Date.now() + 120_000;

const size = {columns: 100, rows: 30};
const terminal = createHeadlessTerminal(size);
const env = {
	...process.env,
	TERM: 'xterm-256color',
	COLORTERM: 'truecolor',
	NO_COLOR: undefined,
	FORCE_COLOR: undefined,
};
const pty = spawn(process.execPath, [path.join(repository, 'dist/cli.js'), 'demo'], {
	name: 'xterm-256color',
	cols: size.columns,
	rows: size.rows,
	cwd: tmpdir(),
	env: Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
	encoding: null,
});
pty.onData(data => void terminal.write(data));
const startedAt = Date.now();
const frames: FilmFrame[] = [];
/** The film is as long as a person watches a README, and a frame shorter than this is not noticed. */
const filmMs = 40_000;
const frameMs = 800;
const filming = setInterval(() => {
	const atMs = Date.now() - startedAt;
	const screen = terminal.screen();

	if (atMs < filmMs && screen.text.trim() !== '') {
		frames.push({atMs: frames.length === 0 ? 0 : atMs, screen});
	}
}, frameMs);
const exited = new Promise<void>(resolve => {
	pty.onExit(() => resolve());
});

try {
	await shows(/needs you/);
	await shows(/y allow[\s\S]*before the request[\s\S]*▸/);
	draw('request', 'One agent asks');
	pty.write('y');
	await shows(/43 .*(running|completed)/);
	await select(/› 41 /);
	await shows(/Edit +src/);
	draw('fleet', 'Six stories at work');
	await shows(/41 .*completed/);
	pty.write('d');
	await shows(/@@|^\s*\+/m);
	draw('diff', 'What a story changed');
	pty.write('\u001B');
	// Goes on for a moment, so that the film ends with the table.
	await wait(6000);
} finally {
	clearInterval(filming);
	pty.write('q');
	await exited;
	terminal.dispose();
}

const filmFile = path.join(folder, 'film.svg');
const endMs = Math.min(filmMs, Date.now() - startedAt);
writeFileSync(filmFile, toFilm(frames, {title: 'towline · a demo fleet', endMs}));
console.log(path.relative(repository, filmFile));

async function shows(pattern: RegExp): Promise<void> {
	while (!pattern.test(terminal.screen().text)) {
		if (Date.now() > deadline) {
			throw new Error(`The screen never showed ${pattern}:\n${terminal.screen().text}`);
		}

		await wait(20);
	}
}

/** Moves to the first row, then down until the row that matches is selected. */
async function select(pattern: RegExp): Promise<void> {
	for (const key of [...'kkkkkk', ...'jjjjjj']) {
		if (pattern.test(terminal.screen().text)) {
			return;
		}

		pty.write(key);
		await wait(300);
	}

	await shows(pattern);
}

function draw(name: string, title: string): void {
	const file = path.join(folder, `${name}.svg`);
	writeFileSync(file, toSvg(terminal.screen(), {title: `towline · ${title}`}));
	console.log(path.relative(repository, file));
}
