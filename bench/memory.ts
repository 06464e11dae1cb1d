// Whether memory stays flat: 64 agents print a million frames while a dashboard watches.
// Run with `node bench/memory.ts [frames]`; by default a tenth of that.
import {openTerminal} from './open-terminal.ts';
import {memoryMbOf} from './process-figures.ts';
import {printFigures, printHeading} from './report.ts';
import {isOver, openSetting, pause} from './setting.ts';

const agents = 64;
const frames = Number(process.argv[2] ?? 100_000);
/** Average size of a frame of `flood.js`, so the number of frames is approximate. */
const bytesOfAFrame = 335;
const sampleEveryMs = 500;

type Sample = {readonly supervisor: number; readonly dashboard: number};

const megabytes = (frames * bytesOfAFrame) / agents / 1_000_000;
await using setting = await openSetting({agents, flood: [`--megabytes=${megabytes}`]});
const terminal = openTerminal(setting.project);
const samples: Sample[] = [];
let isDone = false;
await setting.start();
const done = setting.until(isOver).then(() => {
	isDone = true;
});

while (!isDone) {
	samples.push({supervisor: memoryMbOf(setting.supervisor), dashboard: memoryMbOf(terminal.pid)});
	await pause(sampleEveryMs);
}

await done;
await terminal.close();

/** Maximum within a part of the samples. With a leak the last third is higher than the middle one. */
const mostIn = (key: keyof Sample, from: number, to: number) =>
	Math.max(...samples.slice(samples.length * from, samples.length * to).map(sample => sample[key]));
printHeading(
	`${agents} agents, ${frames} frames in all, over ${Math.round((samples.length * sampleEveryMs) / 1000)} s`,
);
printFigures([
	{what: 'supervisor, middle third', measured: mostIn('supervisor', 1 / 3, 2 / 3), unit: 'MB'},
	{what: 'supervisor, at most', measured: mostIn('supervisor', 0, 1), unit: 'MB', goal: 150},
	{what: 'dashboard, middle third', measured: mostIn('dashboard', 1 / 3, 2 / 3), unit: 'MB'},
	{what: 'dashboard, at most', measured: mostIn('dashboard', 0, 1), unit: 'MB', goal: 130},
]);
