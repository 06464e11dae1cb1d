import {readdirSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {linuxTest} from '../../helpers/linux-test.ts';
import {finish, newRun, startHere, temporaryFolder} from './start-here.ts';

const node = process.execPath;

test('its output is a terminal of the size asked for, its input is not', async () => {
	const code =
		'const {isTTY, columns, rows} = process.stdout; console.log(String([isTTY, columns, rows, process.stdin.isTTY]))';
	const {text} = await finish(await startHere(node, ['-e', code]));
	expect(text).toBe('true,200,50,\r\n');
});

test('300 KiB written at once reach stdin, and the end of input after them', async () => {
	const launched = await startHere('wc', ['-c']);
	expect(launched.write(`${'x'.repeat(300 * 1024 - 1)}\n`)).toBe(true);
	launched.endInput();
	launched.endInput();
	expect((await finish(launched)).text.trim()).toBe(String(300 * 1024));
});

test('writing after the end of input is refused', async () => {
	const launched = await startHere('cat', []);
	launched.endInput();
	expect(launched.write('late')).toBe(false);
	expect((await finish(launched)).text).toBe('');
});

test('empty stdin is at its end from the beginning', async () => {
	const launched = await startHere('cat', [], {stdin: 'empty'});
	expect(launched.write('nobody reads this')).toBe(false);
	expect(await finish(launched)).toMatchObject({exitCode: 0, text: ''});
});

test('writing to an exited process is refused, and a process that never reads blocks nobody', async () => {
	const launched = await startHere('true', []);
	launched.write('x'.repeat(300_000));
	await finish(launched);
	expect(launched.write('more')).toBe(false);
	launched.endInput();
	launched.dispose();
	launched.dispose();
});

test('only this user can open the FIFO, and its file is removed once the process has opened it', async () => {
	const fifoFolder = temporaryFolder();
	const launched = await startHere('cat', [], {fifoFolder});
	const name = readdirSync(fifoFolder)[0];

	if (name !== undefined) {
		expect(statSync(path.join(fifoFolder, name)).mode & 0o777).toBe(0o600);
	}

	await expect.poll(() => readdirSync(fifoFolder)).toEqual([]);
	launched.endInput();
	await finish(launched);
});

test.for([
	['exits 7', 'exit 7', {exitCode: 7, signal: undefined}],
	['is killed', 'kill -KILL $$', {exitCode: undefined, signal: 9}],
	['is terminated', 'kill -TERM $$', {exitCode: undefined, signal: 15}],
] as const)('a process that %s says so', async ([, script, exit]) => {
	expect(await finish(await startHere('sh', ['-c', script]))).toMatchObject(exit);
});

test('a process that closes its output before it exits gets no SIGHUP', async () => {
	const launched = await startHere('sh', ['-c', 'echo done; exec >/dev/null 2>&1; sleep 0.3; exit 5']);
	expect(await finish(launched)).toMatchObject({exitCode: 5, text: 'done\r\n'});
});

test('nothing is lost of 20 MB printed by a process that exits at once', async () => {
	const code = 'process.stdout.write("y".repeat(2e7) + "END")';
	const {bytes, text} = await finish(await startHere(node, ['-e', code]));
	expect(bytes).toBe(20_000_003);
	expect(text.slice(-3)).toBe('END');
});

test('50 MB without a newline come whole', async () => {
	const launched = await startHere('sh', ['-c', 'head -c 50000000 /dev/zero | tr "\\0" x']);
	expect((await finish(launched)).bytes).toBe(50_000_000);
});

test('the last output is not lost when this process is too busy to read it in time', async () => {
	const launched = await startHere(node, ['-e', 'process.stdout.write("x".repeat(12_000) + "END")']);
	// Longer than node-pty waits between exit and closing, again and again.
	const hog = setInterval(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 230), 1);

	try {
		expect((await finish(launched)).bytes).toBe(12_003);
	} finally {
		clearInterval(hog);
	}
});

test('raw bytes are not decoded', async () => {
	const {text} = await finish(await startHere('printf', ['\\377\\000\\303']));
	expect(text).toBe('\u00ff\u0000\u00c3');
});

test('arguments reach the program as they are', async () => {
	const args = [
		'-e',
		'console.log(JSON.stringify(process.argv.slice(1)))',
		'--',
		'$HOME',
		'`id`',
		"it's",
		'',
		'-x',
		'ü',
	];
	const {text} = await finish(await startHere(node, args));
	expect(Buffer.from(text, 'latin1').toString()).toContain(JSON.stringify(args.slice(3)));
});

test('a process gets the given environment and nothing of ours', async () => {
	const run = newRun();
	const {text} = await finish(await startHere('env', [], {run, env: {PATH: '/usr/bin:/bin', TOWLINE_RUN: run}}));
	const names = text.split('\r\n').map(line => line.split('=')[0]);
	expect(text).toContain(`TOWLINE_RUN=${run}`);
	expect(
		names.filter(name => !['PATH', 'TOWLINE_RUN', 'PWD', 'TERM', 'OLDPWD', 'SHLVL', '_', ''].includes(name ?? '')),
	).toEqual([]);
});

linuxTest('it leads a session of its own', async () => {
	const launched = await startHere('cat', []);
	const session = () => readFileSync(`/proc/${launched.pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[3];
	await expect.poll(session).toBe(String(launched.pid));
	launched.endInput();
	await finish(launched);
});

test('disposing sends SIGHUP to a live process', async () => {
	const launched = await startHere('sh', ['-c', 'echo up; sleep 100']);
	await launched.firstData;
	launched.dispose();
	expect(await launched.exited).toMatchObject({signal: 1});
});

test('a command that does not exist is refused, with the reason', async () => {
	await expect(startHere('no-such-program', [])).rejects.toMatchObject({code: 'LAUNCH_FAILED'});
});

linuxTest('200 launches leave no descriptor open', async () => {
	const fifoFolder = temporaryFolder();
	const countOpen = () => readdirSync('/proc/self/fd').length;
	await launchMany(5, fifoFolder);
	const before = countOpen();

	for (let round = 0; round < 10; round++) {
		await launchMany(20, fifoFolder);
	}

	await expect.poll(countOpen).toBeLessThanOrEqual(before);
	expect(readdirSync(fifoFolder)).toEqual([]);
});

async function launchMany(count: number, fifoFolder: string): Promise<void> {
	await Promise.all(
		Array.from({length: count}, async () => {
			const launched = await startHere('true', [], {fifoFolder});
			launched.write('hello');
			launched.endInput();
			expect((await finish(launched)).exitCode).toBe(0);
		}),
	);
}
