// CPU of supervisor and dashboard (200x50) while 16 agents print 50 frames per second each, and with no running agent.
// Run with `node bench/steady.ts [seconds]`.
import {openTerminal} from './open-terminal.ts';
import {cpuMsOf, memoryMbOf, wakeUpsOf} from './process-figures.ts';
import {type Figure, printFigures, printHeading} from './report.ts';
import {allRun, isOver, openSetting, pause} from './setting.ts';

const live = 16;
const idle = 200;
const framesPerSecond = 50;
const seconds = Number(process.argv[2] ?? 15);
/** A dashboard that has just opened still compiles its code and uses a third more CPU. */
const settleMs = 20_000;

/** The CPU use of each process in percent of a core, and its wake-ups per second. */
async function watch(pids: readonly number[], ms: number) {
	const before = pids.map(pid => ({cpuMs: cpuMsOf(pid), wakeUps: wakeUpsOf(pid)}));
	const startedAt = performance.now();
	await pause(ms);
	const elapsedMs = performance.now() - startedAt;
	return pids.map((pid, index) => ({
		cpu: ((cpuMsOf(pid) - (before[index]?.cpuMs ?? 0)) / elapsedMs) * 100,
		wakeUps: ((wakeUpsOf(pid) - (before[index]?.wakeUps ?? 0)) / elapsedMs) * 1000,
	}));
}

async function measureLive(): Promise<readonly Figure[]> {
	const length = seconds + settleMs / 1000 + 60;
	await using setting = await openSetting({
		agents: live,
		flood: [`--frames-per-second=${framesPerSecond}`, `--seconds=${length}`],
	});
	const terminal = openTerminal(setting.project);
	let bytes = 0;
	terminal.onDraw(drawn => {
		bytes += drawn.length;
	});
	await setting.start();
	await setting.until(allRun);
	await pause(settleMs);
	const bytesBefore = bytes;
	const [supervisor, dashboard] = await watch([setting.supervisor, terminal.pid], seconds * 1000);
	const kilobytes = (bytes - bytesBefore) / 1000 / seconds;
	const memory = {supervisor: memoryMbOf(setting.supervisor), dashboard: memoryMbOf(terminal.pid)};
	await terminal.close();
	return [
		{what: 'CPU of the supervisor', measured: supervisor?.cpu ?? 0, unit: '%'},
		{what: 'CPU of the dashboard', measured: dashboard?.cpu ?? 0, unit: '%'},
		{what: 'CPU of both', measured: (supervisor?.cpu ?? 0) + (dashboard?.cpu ?? 0), unit: '%', goal: 12},
		{what: 'written to the terminal', measured: kilobytes, unit: 'kB/s', goal: 4},
		{what: 'memory of the supervisor', measured: memory.supervisor, unit: 'MB', goal: 150},
		{what: 'memory of the dashboard', measured: memory.dashboard, unit: 'MB', goal: 130},
	];
}

/** Measures a fleet of many agents of which none is running. */
async function measureIdle(): Promise<readonly Figure[]> {
	await using setting = await openSetting({agents: idle, flood: ['--frames-per-second=50', '--seconds=1']});
	const terminal = openTerminal(setting.project);
	let bytes = 0;
	terminal.onDraw(drawn => {
		bytes += drawn.length;
	});
	await setting.start(live);
	await setting.until(isOver);
	await pause(settleMs);
	const bytesBefore = bytes;
	const [supervisor, dashboard] = await watch([setting.supervisor, terminal.pid], seconds * 1000);
	const drawn = bytes - bytesBefore;
	await terminal.close();
	return [
		{what: 'CPU of both', measured: (supervisor?.cpu ?? 0) + (dashboard?.cpu ?? 0), unit: '%', goal: 0.5},
		{what: 'wake-ups of the supervisor', measured: supervisor?.wakeUps ?? 0, unit: '/s', goal: 2},
		{what: 'wake-ups of the dashboard', measured: dashboard?.wakeUps ?? 0, unit: '/s', goal: 4},
		{what: 'written to the terminal', measured: drawn / seconds, unit: 'B/s', goal: 10},
	];
}

printHeading(`${live} agents x ${framesPerSecond} frames/s, the dashboard at 200x50, over ${seconds} s`);
printFigures(await measureLive());
console.log();
printHeading(`The same dashboard with ${idle} agents: ${live} have run, none is running`);
printFigures(await measureIdle());
