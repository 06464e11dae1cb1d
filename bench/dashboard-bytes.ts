// How many bytes a second the built dashboard costs the line while 16 agents stream 50 words a second each, with the
// supervisor, the agents and a PTY as a person has them. Run with `node bench/dashboard-bytes.ts`, after `npm run build`.
import {setTimeout as wait} from 'node:timers/promises';
import {openDashboard} from '../test/e2e/dashboard.ts';
import {createProject} from '../test/e2e/project.ts';

const agents = 16;
const seconds = 30;
/** Until the text fills the pane: only then it moves, which is what costs. */
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

/** Kilobytes a second that were written meanwhile. */
async function measure(fleet: {written(): string}): Promise<number> {
	const before = Buffer.byteLength(fleet.written());
	const startedAt = performance.now();
	await wait(seconds * 1000);
	return (Buffer.byteLength(fleet.written()) - before) / (performance.now() - startedAt);
}

function report({columns, rows}: {columns: number; rows: number}, shown: string, kilobytes: number): void {
	console.log(`${`${columns}x${rows}`.padEnd(11)}${shown.padEnd(10)}${kilobytes.toFixed(1).padStart(6)}`);
}
