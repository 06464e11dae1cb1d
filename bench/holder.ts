// How small the holder is: how soon it listens, and its memory with 64 runs that print 50 lines a second each.
// Run with `node bench/holder.ts [runs]`.
import {mkdirSync, mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {type EpochMs, toRunId} from '../source/core/ids.ts';
import {createHolderConnection} from '../source/holder/client/holder-connection.ts';
import {openHolder} from '../source/holder/client/open-holder.ts';
import {program} from '../test/e2e/project.ts';
import {cpuMsOf, memoryMbOf, proportionalMbOf} from './process-figures.ts';
import {printFigures, printHeading} from './report.ts';
import {pause} from './setting.ts';

const runs = Number(process.argv[2] ?? 64);
const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'towline-holder-')));
mkdirSync(path.join(root, '.towline'), {mode: 0o700});
mkdirSync(path.join(root, '.sock'), {mode: 0o700});
const env = {PATH: process.env.PATH, HOME: root, TOWLINE_SOCKET: path.join(root, '.sock', 's')};
const lines =
	'while :; do echo "{\\"type\\":\\"line\\",\\"text\\":\\"so many words as one line has\\"}"; sleep 0.02; done';
let received = 0;

const startedAt = performance.now();
const connection = createHolderConnection(await openHolder({root, env, program}), {
	onMessage: ({payload}) => {
		received += payload.length;
	},
	onClosed: () => {},
});
const {pid} = await connection.greet({role: 'supervisor', version: 'bench'});
const startMs = performance.now() - startedAt;
const emptyMb = memoryMbOf(pid);
const ids = Array.from({length: runs}, (_, index) => toRunId((Date.now() + index) as EpochMs, index / runs));

for (const run of ids) {
	await connection.ask({
		type: 'start',
		run,
		command: 'sh',
		args: ['-c', lines],
		cwd: root,
		env: {PATH: process.env.PATH, TOWLINE_RUN: run},
		columns: 200,
		rows: 50,
		stdin: 'fifo',
		note: 'x'.repeat(10_000),
	});
	await connection.ask({type: 'read', run, offset: 0});
}

await pause(10_000);
const cpuBefore = cpuMsOf(pid);
await pause(10_000);
const cpu = (cpuMsOf(pid) - cpuBefore) / 100;
const busyMb = memoryMbOf(pid);
const busyPssMb = proportionalMbOf(pid);
process.env.BENCH_DETAIL &&
	console.log((await import('node:fs')).readFileSync(`/proc/${pid}/status`, 'utf8').match(/Rss\w+:.*/g));

for (const run of ids) {
	await connection.ask({type: 'end', run});
	await connection.ask({type: 'forget', run});
}

await connection.ask({type: 'bye', exits: true});
connection.close();
rmSync(root, {recursive: true, force: true, maxRetries: 3});
printHeading(`a holder with ${runs} runs, 50 lines a second each`);
printFigures([
	{what: 'started and greeted', measured: startMs, unit: 'ms', goal: 100},
	{what: 'memory without a run', measured: emptyMb, unit: 'MB'},
	{what: `memory with ${runs} runs`, measured: busyMb, unit: 'MB', goal: 60},
	{what: `the same, its share (Pss)`, measured: busyPssMb, unit: 'MB'},
	{what: 'processor, percent of a core', measured: cpu, unit: ''},
	{what: 'bytes received', measured: received, unit: ''},
]);
process.exit(0);
