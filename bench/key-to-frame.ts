// Time from pressing `j` to the marker of the selected row while 32 agents stream, compared with a program that only
// echoes, which shows how busy the machine is.
// Run with `node bench/key-to-frame.ts [presses]`.
import path from 'node:path';
import {type OpenTerminal, openTerminal} from './open-terminal.ts';
import {percentile} from './process-figures.ts';
import {printFigures, printHeading} from './report.ts';
import {allRun, openSetting, pause} from './setting.ts';

const agents = 32;
const framesPerSecond = 20;
const presses = Number(process.argv[2] ?? 60);
const settleMs = 6000;
/** After this time without an answer the measurement fails instead of hanging. */
const longestWaitMs = 2000;
/** The marker of the selected row; nothing else on the screen draws it. */
const marker = Buffer.from('›');

/** Presses at random intervals and returns the delay of each press in milliseconds. */
async function measure(terminal: OpenTerminal): Promise<readonly number[]> {
	let onMarker = () => {};
	terminal.onDraw(bytes => {
		if (Buffer.from(bytes).includes(marker)) {
			onMarker();
		}
	});
	await pause(settleMs);
	const waits: number[] = [];

	for (let press = 0; press < presses; press++) {
		const shown = new Promise<void>(resolve => {
			onMarker = resolve;
		});
		const pressedAt = performance.now();
		terminal.press(press % 20 < 10 ? 'j' : 'k');
		await Promise.race([shown, pause(longestWaitMs)]);
		waits.push(performance.now() - pressedAt);
		await pause(230 + ((press * 37) % 100));
	}

	await terminal.close();
	return waits;
}

await using setting = await openSetting({
	agents,
	flood: [`--frames-per-second=${framesPerSecond}`, `--seconds=${presses + 90}`],
});
await setting.start();
await setting.until(allRun);
const bare = await measure(openTerminal(setting.project, path.join(import.meta.dirname, 'agents/echo.js')));
const ours = await measure(openTerminal(setting.project));
printHeading(`From a key to its frame, ${agents} agents x ${framesPerSecond} frames/s, ${presses} presses`);
printFigures([
	{what: 'a program that only echoes, median', measured: percentile(bare, 0.5), unit: 'ms'},
	{what: 'a program that only echoes, p95', measured: percentile(bare, 0.95), unit: 'ms'},
	{what: 'dashboard, median', measured: percentile(ours, 0.5), unit: 'ms'},
	{what: 'dashboard, p95', measured: percentile(ours, 0.95), unit: 'ms', goal: 45},
]);
