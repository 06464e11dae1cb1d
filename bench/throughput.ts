// How fast the output of 8 agents that print without pause is read, parsed and logged, compared with a bare read.
// Run with `node bench/throughput.ts [megabytes an agent]`.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {spawn} from 'node-pty';
import type {RunEnd} from '../source/core/fleet/agent.ts';
import type {AgentId} from '../source/core/ids.ts';
import {readLog} from '../source/store/logs/read-log.ts';
import {cpuMsOf, median} from './process-figures.ts';
import {printFigures, printHeading} from './report.ts';
import {floodProgram, isOver, openSetting} from './setting.ts';

const agents = 8;
const repeats = 3;
const megabytes = Number(process.argv[2] ?? 25);

/** Time from the first frame to the last exit, and the CPU time of the reading process. */
type Drain = {readonly wallMs: number; readonly cpuMs: number};

/** Only reads and counts the bytes. */
async function drainBare(): Promise<Drain> {
	const folder = mkdtempSync(path.join(tmpdir(), 'towline-bench-'));
	const prompt = path.join(folder, 'prompt');
	writeFileSync(prompt, '{"type":"user","message":{"role":"user","content":"go"}}\n');
	const cpuBefore = process.cpuUsage();
	let firstAt: number | undefined;
	const readAll = () =>
		new Promise<void>(resolve => {
			const pty = spawn('/bin/sh', ['-c', `exec "$0" --megabytes=${megabytes} <"$1"`, floodProgram, prompt], {
				name: 'xterm-256color',
				cols: 200,
				rows: 50,
				cwd: folder,
				env: {PATH: process.env.PATH ?? ''},
				encoding: null,
			});
			pty.onData(() => {
				firstAt ??= performance.now();
			});
			pty.onExit(() => resolve());
		});
	await Promise.all(Array.from({length: agents}, readAll));
	rmSync(folder, {recursive: true});
	const {user, system} = process.cpuUsage(cpuBefore);
	return {wallMs: performance.now() - (firstAt ?? 0), cpuMs: (user + system) / 1000};
}

async function drainBySupervisor(): Promise<Drain> {
	await using setting = await openSetting({agents, flood: [`--megabytes=${megabytes}`]});
	const cpuBefore = cpuMsOf(setting.supervisor);
	await setting.start();
	const fleet = await setting.until(isOver);
	const cpuMs = cpuMsOf(setting.supervisor) - cpuBefore;
	const ends = Object.values(fleet.agents).flatMap(({id, lastEnd}) => (lastEnd ? [{id, ...lastEnd}] : []));
	const firsts = await Promise.all(ends.map(({id, run}) => firstFrameAt(setting.project.root, id, run)));

	if (ends.length < agents || ends.some(({exit}) => exit.kind !== 'completed')) {
		throw new Error(`Not all completed: ${JSON.stringify(ends)}`);
	}

	return {wallMs: Math.max(...ends.map(({endedAt}) => endedAt)) - Math.min(...firsts), cpuMs};
}

async function firstFrameAt(root: string, agent: AgentId, run: RunEnd['run']): Promise<number> {
	for await (const {at, event} of readLog({root, agent, run, from: 0})) {
		if (event.type === 'session-opened') {
			return at;
		}
	}

	throw new Error(`${agent} never opened a session.`);
}

printHeading(`${agents} agents x ${megabytes} MB of frames, flat out; medians of ${repeats}`);
const bare: Drain[] = [];
const ours: Drain[] = [];

for (let repeat = 0; repeat < repeats; repeat++) {
	bare.push(await drainBare());
	ours.push(await drainBySupervisor());
}

const ratioOf = (key: keyof Drain) => median(ours.map((drain, index) => drain[key] / (bare[index]?.[key] ?? 0)));
printFigures([
	{what: 'bare read, wall', measured: median(bare.map(({wallMs}) => wallMs)), unit: 'ms'},
	{what: 'supervisor, wall', measured: median(ours.map(({wallMs}) => wallMs)), unit: 'ms'},
	{what: 'bare read, CPU', measured: median(bare.map(({cpuMs}) => cpuMs)), unit: 'ms'},
	{what: 'supervisor, CPU', measured: median(ours.map(({cpuMs}) => cpuMs)), unit: 'ms'},
	{what: 'CPU, times the bare read', measured: ratioOf('cpuMs'), unit: ''},
	{what: 'wall, times the bare read', measured: ratioOf('wallMs'), unit: '', goal: 2.5},
]);
