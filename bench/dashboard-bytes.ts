// Bytes per second that the built dashboard sends to the terminal while 16 agents stream 50 words per second each. Real
// supervisor, agents and PTY. Run with `node bench/dashboard-bytes.ts`, after `npm run build`.
import {setTimeout as wait} from 'node:timers/promises';
import {openDashboard} from '../test/e2e/dashboard.ts';
import {createProject} from '../test/e2e/project.ts';

const agents = 16;
const seconds = 30;
/** Time until the text fills the pane; only then it scrolls, which costs most. */
const fillSeconds = 15;
const goal = 4;
const sizes = [
	{columns: 80, rows: 24},
	{columns: 120, rows: 40},
	{columns: 200, rows: 50},
];

console.log(`${agents} agents, 50 words a second each, for ${seconds} s; the goal is ${goal} kB/s at 200x50\n`);
console.log('terminal   shown       kB/s');

for (const size of sizes) {
	await using project = createProject({
		stories: Object.fromEntries(Array.from({length: agents}, (_, index) => [`${index + 1}_fast`, 'streams'])),
		limits: `max_parallel = ${agents}`,
		env: {TOWLINE_FIXTURE_SECONDS: '300'},
	});
	await using fleet = openDashboard(project, size);
	await fleet
		.row('1_fast')
		.press('*')
		.screenShows(`${agents} marked`)
		.press('s')
		.screenShows(`● ${agents}`)
		.press('esc');
	await fleet.hides(`${agents} marked`).row('1_fast').screenShows('word 10');
	await wait(fillSeconds * 1000);
	report(size, 'table', await measure(fleet));
	await fleet.press('enter').hides('16_fast');
	report(size, 'zoomed', await measure(fleet));
}

/** Kilobytes per second written during the measurement. */
async function measure(fleet: {written(): string}): Promise<number> {
	const before = Buffer.byteLength(fleet.written());
	const startedAt = performance.now();
	await wait(seconds * 1000);
	return (Buffer.byteLength(fleet.written()) - before) / (performance.now() - startedAt);
}

function report({columns, rows}: {columns: number; rows: number}, shown: string, kilobytes: number): void {
	console.log(`${`${columns}x${rows}`.padEnd(11)}${shown.padEnd(10)}${kilobytes.toFixed(1).padStart(6)}`);
}
