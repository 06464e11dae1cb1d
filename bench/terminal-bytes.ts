// Bytes per second that a dashboard with 16 streaming agents sends to the terminal: through our renderer and with Ink alone.
// Both draw the same frames of the same tree. Run with `node bench/terminal-bytes.ts`.
import {EventEmitter} from 'node:events';
import {Box, render, Text} from 'ink';
import {createElement, type ReactElement} from 'react';
import {createTerminal} from '../source/dashboard/terminal.ts';
import {alignLeft, alignRight} from '../source/dashboard/text/fit.ts';
import {wrap} from '../source/dashboard/text/wrap.ts';

const columns = 200;
const rows = 50;
const agents = 16;
const seconds = 60;
const commitsPerSecond = 5;
/** A model that writes 50 tokens a second writes about this many characters. */
const charactersPerSecond = 200;

type Layout = 'pane below' | 'pane beside';

const words =
	'the totals are computed twice in reducer and view so move both into cart/total.ts then test rounding ok'.split(' ');
const spinner = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
const activities = [
	'Read src/cart/reducer.ts',
	'Edit src/cart/total.ts +24 -3',
	'Bash npm test -- cart',
	'Grep "round" in src',
	'thinking',
];

/** The text of a long stream, the same in every run. */
const stream = Array.from({length: 6000}, (_, index) => words[(index * 7 + (index % 13)) % words.length]).join(' ');

function toTree(commit: number, layout: Layout): ReactElement {
	const paneColumns = layout === 'pane below' ? columns : 100;
	const table = [toHeading(), ...Array.from({length: agents}, (_, agent) => toRow(agent, commit))];
	const paneRows = layout === 'pane below' ? rows - 5 - table.length : rows - 4;
	const written = Math.floor(8000 + (commit / commitsPerSecond) * charactersPerSecond);
	const pane = wrap(stream.slice(0, written), paneColumns - 1).slice(-paneRows);
	const lines = (texts: readonly string[], width: number, dim = false) =>
		createElement(
			Box,
			{flexDirection: 'column', width, overflow: 'hidden'},
			...texts.map((text, key) => createElement(Text, {key, wrap: 'truncate', dimColor: dim || undefined}, text)),
		);
	const spent = (4 + commit * 0.003).toFixed(2);

	return createElement(
		Box,
		{flexDirection: 'column', width: columns, height: rows},
		lines(
			[` towline  shop ⎇ main      ◆ 1 needs you  ● ${agents} running   $${spent}/$50`, '─'.repeat(columns)],
			columns,
		),
		layout === 'pane below'
			? createElement(
					Box,
					{flexDirection: 'column'},
					lines(table, columns),
					lines(['─'.repeat(columns)], columns, true),
					lines(pane, columns),
				)
			: createElement(
					Box,
					{height: paneRows},
					lines(
						table.map(row => alignLeft(row, 99)),
						100,
					),
					lines(pane, 100),
				),
		createElement(
			Text,
			{bold: true},
			' x kill  m message  ⏎ zoom  d diff  w why  t thinking  / filter  ? help  q quit',
		),
	);
}

function toHeading(): string {
	return `  ${alignLeft('STORY', 26)}${alignLeft('STATUS', 12)}${alignLeft('SESSION', 10)}${alignRight('TOKENS', 12)}${alignRight('COST', 9)}${alignRight('TIME', 8)}  LAST`;
}

/** Tokens and cost change with each commit, glyphs four times a second, time every second, the activity every few seconds. */
function toRow(agent: number, commit: number): string {
	const second = Math.floor(commit / commitsPerSecond);
	const tokens = `${((12_000 + commit * 31 + agent * 977) / 1000).toFixed(1)}k/${((900 + commit * 10 + agent * 13) / 1000).toFixed(1)}k`;
	const cost = `~$${(0.2 + agent * 0.13 + commit * 0.0004).toFixed(2)}`;
	const elapsed = second + agent * 41;
	const time = `${Math.floor(elapsed / 60)}:${String(elapsed % 60).padStart(2, '0')}`;
	const activity = activities[Math.floor((second + agent * 3) / 4 + agent) % activities.length] ?? '';
	const glyph = spinner[Math.floor((commit * 4) / commitsPerSecond) % spinner.length];
	return `  ${alignLeft(`${40 + agent} story number ${agent}`, 26)}${alignLeft(`${glyph} running`, 12)}${alignLeft('a1b2c3d4', 10)}${alignRight(tokens, 12)}${alignRight(cost, 9)}${alignRight(time, 8)}  ${activity}`;
}

/** An output stream that counts bytes. */
class CountingStdout extends EventEmitter {
	readonly writable = true;
	readonly isTTY = true;
	readonly columns = columns;
	readonly rows = rows;
	bytes = 0;

	write(chunk: Uint8Array | string, ...rest: readonly unknown[]): boolean {
		this.bytes += Buffer.byteLength(chunk);
		rest.find(argument => typeof argument === 'function')?.();
		return true;
	}

	end(): this {
		return this;
	}
}

type Result = {readonly bytesPerSecond: number; readonly cpuMsPerFrame: number};

async function measure(layout: Layout, way: 'ink' | 'ink incremental' | 'towline'): Promise<Result> {
	const stdout = new CountingStdout();
	const terminal = way === 'towline' ? createTerminal({stdout}) : stdout;
	const app = render(toTree(0, layout), {
		stdout: terminal,
		interactive: true,
		alternateScreen: true,
		incrementalRendering: way === 'ink incremental',
		patchConsole: false,
		maxFps: 1000,
	});
	await app.waitUntilRenderFlush();
	const before = stdout.bytes;
	const start = process.cpuUsage();

	for (let commit = 1; commit <= seconds * commitsPerSecond; commit++) {
		app.rerender(toTree(commit, layout));
		await app.waitUntilRenderFlush();
	}

	const bytesPerSecond = (stdout.bytes - before) / seconds;
	const {user, system} = process.cpuUsage(start);
	app.unmount();
	return {bytesPerSecond, cpuMsPerFrame: (user + system) / 1000 / (seconds * commitsPerSecond)};
}

console.log(`${agents} streaming agents, ${columns}x${rows}, ${commitsPerSecond} updates a second\n`);
console.log('layout        way                 kB/s   of Ink incremental   CPU ms a frame');

for (const layout of ['pane below', 'pane beside'] as const) {
	const peer = await measure(layout, 'ink incremental');

	for (const way of ['ink', 'ink incremental', 'towline'] as const) {
		const {bytesPerSecond, cpuMsPerFrame} = way === 'ink incremental' ? peer : await measure(layout, way);
		const ratio = bytesPerSecond / peer.bytesPerSecond;
		console.log(
			`${alignLeft(layout, 14)}${alignLeft(way, 16)}${alignRight((bytesPerSecond / 1000).toFixed(1), 8)}${alignRight(ratio.toFixed(2), 20)}${alignRight(cpuMsPerFrame.toFixed(1), 17)}`,
		);
	}
}
