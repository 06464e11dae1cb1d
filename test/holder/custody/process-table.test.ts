import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {expect, onTestFinished, test} from 'vitest';
import {parseTable} from '../../../source/holder/custody/darwin-processes.ts';
import {parseEnvironMark, parseStat, readLinuxTable} from '../../../source/holder/custody/linux-processes.ts';
import {systemProcesses} from '../../../source/holder/custody/process-table.ts';
import {linuxTest} from '../../helpers/linux-test.ts';
import {run} from './table.ts';

const statLine = (name: string, state = 'S', threads = 1) =>
	`4711 (${name}) ${state} 4700 4711 4699 34816 4711 4194304 1 2 3 4 250 150 0 0 20 0 ${threads} 0 987654 1000000 300 18446744073709551615`;

test('a stat line is read from behind the name, which may contain anything', () => {
	const read = parseStat(statLine('evil) R 1 1 (x'), 'boot');
	expect(read).toMatchObject({
		pid: 4711,
		parent: 4700,
		group: 4711,
		session: 4699,
		start: '987654@boot',
		cpuSeconds: 4,
	});
	expect(read?.rssBytes).toBeGreaterThanOrEqual(300 * 4096);
});

test('a zombie is not alive, but a process whose first thread alone is dead is', () => {
	expect(parseStat(statLine('sh', 'Z'), 'boot')).toBeUndefined();
	expect(parseStat(statLine('sh', 'X'), 'boot')).toBeUndefined();
	expect(parseStat(statLine('java', 'Z', 12), 'boot')).toMatchObject({pid: 4711});
});

test.for(['', '4711', '4711 (sh', '4711 (sh) S 1 2'])('a stat line cut off at "%s" gives no process', line => {
	expect(parseStat(line, 'boot')).toBeUndefined();
});

test('the mark is a variable of the environment, not a part of one, and a run’s id', () => {
	expect(parseEnvironMark(`TOWLINE_RUN=${run}`)).toBe(run);
	expect(parseEnvironMark(`A=1\0TOWLINE_RUN=${run}\0B=2\0`)).toBe(run);
	expect(parseEnvironMark(`MY_TOWLINE_RUN=${run}\0`)).toBeUndefined();
	expect(parseEnvironMark(`A=x TOWLINE_RUN=${run}\0`)).toBeUndefined();
	expect(parseEnvironMark('TOWLINE_RUN=../../x\0')).toBeUndefined();
	expect(parseEnvironMark('')).toBeUndefined();
});

test('what ps prints on macOS gives the same table', () => {
	const facts = [
		'    1     0     1 Ss   12000   1:02.50 Fri Nov 20 08:00:00 2026',
		'  501     1   501 Ss+  20480   0:00.25 Fri Nov 20 09:13:36 2026',
		'  502   501   501 Z        0   0:00.00 Fri Nov 20 09:13:37 2026',
		'  503     1   503 S     1024   1:00:01.00 Fri Nov 20 09:13:38 2026',
		'',
	].join('\n');
	const commands = `  501 node agent.js\n  503 grep TOWLINE_RUN=${run} log\n`;
	const withEnvironment = `  501 node agent.js PATH=/bin TOWLINE_RUN=${run} HOME=/\n  503 grep TOWLINE_RUN=${run} log PATH=/bin\n`;
	const table = parseTable(facts, commands, withEnvironment);

	expect([...table.keys()]).toEqual([1, 501, 503]);
	expect(table.get(501)).toEqual({
		pid: 501,
		parent: 1,
		group: 501,
		session: 501,
		start: 'Fri Nov 20 09:13:36 2026',
		run,
		cpuSeconds: 0.25,
		rssBytes: 20480 * 1024,
	});
	expect(table.get(503)).toMatchObject({run: undefined, cpuSeconds: 3601});
});

test('a real process is in the table, with parent, start and mark, until it has ended', async () => {
	const child = spawn('sleep', ['100'], {env: {...process.env, TOWLINE_RUN: run}, stdio: 'ignore'});
	onTestFinished(() => void child.kill('SIGKILL'));
	await once(child, 'spawn');
	const pid = child.pid ?? 0;
	const read = async () => (await systemProcesses.readTable()).get(pid);

	await expect.poll(read).toMatchObject({pid, parent: process.pid, run});
	expect((await read())?.start).toBe(systemProcesses.startOf(pid));
	child.kill('SIGKILL');
	await once(child, 'exit');
	expect(await read()).toBeUndefined();
	expect(systemProcesses.startOf(pid)).toBeUndefined();
});

test('a process is signalled only while its start time is the recorded one', async () => {
	const child = spawn('sleep', ['100'], {stdio: 'ignore'});
	onTestFinished(() => void child.kill('SIGKILL'));
	await once(child, 'spawn');
	const pid = child.pid ?? 0;
	const start = systemProcesses.startOf(pid) ?? '';

	expect(systemProcesses.signal({pid, start: `${start}0`}, 'SIGKILL')).toBe(false);
	expect(systemProcesses.startOf(pid)).toBe(start);
	expect(systemProcesses.signal({pid: 1, start: systemProcesses.startOf(1) ?? ''}, 'SIGCONT')).toBe(false);
	expect(systemProcesses.signal({pid, start}, 'SIGKILL')).toBe(true);
	await once(child, 'exit');
	expect(systemProcesses.signal({pid, start}, 'SIGKILL')).toBe(false);
});

linuxTest('reading the table costs well under half a millisecond a process', () => {
	readLinuxTable();
	const times = Array.from({length: 7}, () => {
		const before = performance.now();
		const {size} = readLinuxTable();
		return (performance.now() - before) / size;
	});
	expect(Math.min(...times)).toBeLessThan(0.4);
});
