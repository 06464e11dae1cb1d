import {mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import {connect, connectIfRunning, connectToAnyBuild} from '../../source/api/spawn.ts';
import {linuxTest} from '../helpers/linux-test.ts';

const program = path.resolve(import.meta.dirname, 'tiny-supervisor.ts');

/** A project's folder; what was started for it is ended, and the folder removed, when disposed. */
function createFolder() {
	const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'towline-spawn-')));
	// As after the first start, so that what the process prints has a place.
	mkdirSync(path.join(root, '.towline'), {mode: 0o700});
	const env = {...process.env, TOWLINE_SOCKET: path.join(root, 'sockets/s.sock'), KEY: 'secret'};
	return {
		root,
		options: {root, env, program},
		async [Symbol.asyncDispose]() {
			const running = await connectIfRunning({root, env});
			await running?.client.down({keep: false});
			rmSync(root, {recursive: true, force: true});
		},
	};
}

test('a reading command starts nothing', async () => {
	await using folder = createFolder();
	expect(await connectIfRunning(folder.options)).toBeUndefined();
});

test('two processes that start a supervisor at the same time use the same one', async () => {
	await using folder = createFolder();
	const [first, second] = await Promise.all([connect(folder.options), connect(folder.options)]);
	expect(first.hello.root).toBe(folder.root);
	expect(second.hello.pid).toBe(first.hello.pid);
	expect(first.hello.pid).not.toBe(process.pid);
	expect(await connectIfRunning(folder.options)).toMatchObject({hello: {pid: first.hello.pid}});
});

linuxTest('the supervisor lives in a session of its own, with a small environment', async () => {
	await using folder = createFolder();
	const {hello} = await connect(folder.options);
	const names = readFileSync(`/proc/${hello.pid}/environ`, 'utf8')
		.split('\0')
		.map(pair => pair.split('=')[0]);
	expect(names).toContain('HOME');
	expect(names).not.toContain('KEY');
	const session = readFileSync(`/proc/${hello.pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[3];
	expect(Number(session)).toBe(hello.pid);
});

test('a supervisor that is shutting down is followed by a new one', async () => {
	await using folder = createFolder();
	const first = await connect(folder.options);
	const [, second] = await Promise.all([first.client.down({keep: false}), connectAfterDown(folder.options)]);
	expect(second.hello.pid).not.toBe(first.hello.pid);
});

/** The moment the old one's socket is gone is the earliest that a successor can be asked for. */
async function connectAfterDown(options: Parameters<typeof connect>[0]) {
	await expect.poll(() => connectIfRunning(options), {interval: 1}).toBeUndefined();
	return connect(options);
}

test('the reason why a supervisor cannot start is reported in its own words', async () => {
	await using folder = createFolder();
	const env = {...folder.options.env, TERM: 'broken'};
	await expect(connect({...folder.options, env})).rejects.toMatchObject({
		code: 'CONFIG_INVALID',
		message: 'towline.toml: line 3 is not valid.',
	});
});

test('the output of a program that crashes is in the log', async () => {
	await using folder = createFolder();
	const crashing = path.join(folder.root, 'crash.mjs');
	writeFileSync(crashing, 'throw new Error("out of luck")');
	await expect(connect({...folder.options, program: crashing})).rejects.toMatchObject({
		code: 'SUPERVISOR_START_FAILED',
		message: 'The supervisor could not be started: it exited 1.',
	});
	expect(readFileSync(path.join(folder.root, '.towline/supervisor.log'), 'utf8')).toContain('out of luck');
});

test('the supervisor of another project on the same socket is neither used nor ended', async () => {
	await using folder = createFolder();
	await using other = createFolder();
	const {hello} = await connect(folder.options);
	const options = {...other.options, env: folder.options.env};
	await expect(connect(options)).rejects.toThrow(`another project, ${folder.root}`);
	await expect(connectToAnyBuild(options)).rejects.toMatchObject({
		code: 'USAGE',
		hint: expect.stringContaining('TOWLINE_SOCKET'),
	});
	expect(await connectIfRunning(folder.options)).toMatchObject({hello: {pid: hello.pid}});
});
