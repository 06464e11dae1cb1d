// Time until a command has answered and until the dashboard's first frame, with a running supervisor. The goals are
// multiples of the start of Node alone, which is 21 ms on an idle machine: 60, 90 and 180 ms there.
// Run with `node bench/startup.ts [repeats]`.
import {spawnSync} from 'node:child_process';
import {program, type TestProject} from '../test/e2e/project.ts';
import {openTerminal} from './open-terminal.ts';
import {median} from './process-figures.ts';
import {type Figure, printFigures, printHeading} from './report.ts';
import {isOver, openSetting} from './setting.ts';

const agents = 8;
const repeats = Number(process.argv[2] ?? 15);

/** The smallest possible client of the supervisor: one request over the socket, without our code. */
const bareRequest = `require('node:http').get({socketPath: process.env.TOWLINE_SOCKET, path: '/fleet'}, answer => {
	answer.resume();
	answer.on('end', () => process.exit());
})`;

function timeOf(project: TestProject, args: readonly string[]): number {
	const startedAt = performance.now();
	const {status, stderr} = spawnSync(process.execPath, args, {cwd: project.root, env: project.env});

	if (status !== 0) {
		throw new Error(`${args.join(' ')} exited ${status}: ${stderr}`);
	}

	return performance.now() - startedAt;
}

/** Time until the first story is on the screen, in milliseconds. */
async function firstFrame(project: TestProject): Promise<number> {
	const startedAt = performance.now();
	const terminal = openTerminal(project);
	let drawn = '';
	await new Promise<void>(resolve => {
		terminal.onDraw(bytes => {
			drawn += Buffer.from(bytes).toString();

			if (drawn.includes('add the checkout')) {
				resolve();
			}
		});
	});
	const elapsed = performance.now() - startedAt;
	await terminal.close();
	return elapsed;
}

/** `goal` is in starts of Node. */
type Way = {
	readonly what: string;
	readonly goal?: number;
	readonly run: (project: TestProject) => number | Promise<number>;
};

const node: Way = {what: 'node -e 0', run: project => timeOf(project, ['-e', '0'])};
const ways: readonly Way[] = [
	node,
	{what: 'one bare request', run: project => timeOf(project, ['-e', bareRequest])},
	{what: 'towline status-line', goal: 2.9, run: project => timeOf(project, [program, 'status-line'])},
	{what: 'towline ps', goal: 4.3, run: project => timeOf(project, [program, 'ps'])},
	{what: 'first frame', goal: 8.6, run: firstFrame},
];

await using setting = await openSetting({agents, flood: ['--megabytes=0']});
await setting.start();
await setting.until(isOver);
const times = new Map(ways.map(({what}) => [what, [] as number[]]));

// A first round, not counted, fills the compile cache.
for (let round = 0; round <= repeats; round++) {
	for (const {what, run} of ways) {
		const elapsed = await run(setting.project);

		if (round > 0) {
			times.get(what)?.push(elapsed);
		}
	}
}

const medianOf = ({what}: Way) => median(times.get(what) ?? []);
printHeading(`${agents} agents, supervisor up; medians of ${repeats}`);
printFigures(
	ways.flatMap((way): readonly Figure[] => [
		{what: way.what, measured: medianOf(way), unit: 'ms'},
		...(way.goal === undefined
			? []
			: [{what: '  times node -e 0', measured: medianOf(way) / medianOf(node), unit: '', goal: way.goal}]),
	]),
);
