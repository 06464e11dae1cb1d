// Whether a client that stops reading slows the agents: the same flood with a dashboard that is stopped (SIGSTOP) halfway,
// and without a dashboard. Run with `node bench/stalled-client.ts [megabytes an agent]`.
import {openTerminal} from './open-terminal.ts';
import {median, memoryMbOf} from './process-figures.ts';
import {printFigures, printHeading} from './report.ts';
import {isOver, openSetting, pause} from './setting.ts';

const agents = 4;
const repeats = 3;
const megabytes = Number(process.argv[2] ?? 10);
/** Long enough for the dashboard to follow the first agent's text. */
const settleMs = 2000;

type Flood = {readonly wallMs: number; readonly memoryMb: number};

async function flood(isWatched: boolean): Promise<Flood> {
	await using setting = await openSetting({agents, flood: [`--megabytes=${megabytes}`]});
	const terminal = isWatched ? openTerminal(setting.project) : undefined;
	await pause(settleMs);

	if (terminal) {
		process.kill(terminal.pid, 'SIGSTOP');
	}

	const startedAt = performance.now();
	await setting.start();
	await setting.until(isOver);
	const result = {wallMs: performance.now() - startedAt, memoryMb: memoryMbOf(setting.supervisor)};

	if (terminal) {
		process.kill(terminal.pid, 'SIGCONT');
		await terminal.close();
	}

	return result;
}

const alone: Flood[] = [];
const watched: Flood[] = [];

for (let repeat = 0; repeat < repeats; repeat++) {
	alone.push(await flood(false));
	watched.push(await flood(true));
}

const ratio = median(watched.map(({wallMs}, index) => wallMs / (alone[index]?.wallMs ?? 0)));
printHeading(`${agents} agents x ${megabytes} MB; medians of ${repeats}`);
printFigures([
	{what: 'nobody watches', measured: median(alone.map(({wallMs}) => wallMs)), unit: 'ms'},
	{what: 'a dashboard that does not read', measured: median(watched.map(({wallMs}) => wallMs)), unit: 'ms'},
	{what: 'times as long', measured: ratio, unit: '', goal: 1.1},
	{
		what: 'supervisor, a stalled client',
		measured: median(watched.map(({memoryMb}) => memoryMb)),
		unit: 'MB',
		goal: 150,
	},
]);
