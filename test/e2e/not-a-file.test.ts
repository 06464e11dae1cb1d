import {execFileSync} from 'node:child_process';
import {mkdirSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {createProject} from './project.ts';

/** What a command may take on a busy machine; what waits for a FIFO waits for ever, and a socket that is silent is given up after 5 s. */
const longestMs = 40_000;

const makers = {
	folder: (file: string) => mkdirSync(file, {recursive: true}),
	FIFO: (file: string) => execFileSync('mkfifo', [file]),
	socket: async (file: string) => {
		const server = createServer(socket => socket.on('error', () => {}));
		server.listen(file);
		onTestFinished(() => void server.close());
		await new Promise(resolve => server.once('listening', resolve));
	},
};

type Row = {
	readonly file: string;
	readonly kind: keyof typeof makers;
	readonly command: readonly string[];
	/** What is said, on either output; a command that does not need the file succeeds. */
	readonly says: RegExp;
};

const notAFile = /is not a file|not a regular file|is a folder|is a directory/;
const kinds = ['folder', 'FIFO', 'socket'] as const;
const rows: readonly Row[] = [
	...kinds.flatMap(kind => [
		{file: '.towline/state.db', kind, command: ['start', '1_one'], says: notAFile},
		{file: '.towline/state.db', kind, command: ['ps'], says: notAFile},
		{file: '.towline/owner.lock', kind, command: ['start', '1_one'], says: notAFile},
		{file: '.towline/supervisor.log', kind, command: ['start', '1_one'], says: notAFile},
		{file: '.towline/supervisor.json', kind, command: ['start', '1_one'], says: /./},
		{file: '.towline/supervisor.json', kind, command: ['status'], says: /No supervisor is running/},
		{file: 'towline.toml', kind, command: ['start', '1_one'], says: /towline\.toml/},
		{file: 'stories/1_one.md', kind, command: ['ps'], says: /1_one/},
		{file: 'stories/1_one.md', kind, command: ['start', '1_one'], says: /1_one/},
	]),
	{file: '.towline/logs', kind: 'FIFO', command: ['start', '1_one'], says: /is not a folder/},
	{file: '.towline/logs', kind: 'socket', command: ['logs', '1_one'], says: /./},
	...kinds.flatMap(kind => [
		{file: '.sock/s', kind, command: ['ps'], says: /./},
		{file: '.sock/s', kind, command: ['start', '1_one'], says: /./},
		{file: '.sock/s.hold', kind, command: ['start', '1_one'], says: /./},
		{file: '.sock/s.hold', kind, command: ['down'], says: /./},
	]),
];

test.for(rows)('a $kind in the place of $file: $command ends with a sentence', async ({file, kind, command, says}) => {
	await using project = createProject({stories: {'1_one': 'answers', '2_two': 'answers'}});

	// What Towline wrote itself, so that the folder is believed.
	if (file.startsWith('.towline')) {
		await project.towline('run', '2_two');
		await project.towline('down');
	}

	const at = path.join(project.root, file);
	rmSync(at, {recursive: true, force: true});
	rmSync(`${at}-wal`, {force: true});
	await makers[kind](at);
	const beganAt = performance.now();
	const {exitCode, stdout, stderr} = await project.towline(...command);
	expect(performance.now() - beganAt).toBeLessThan(longestMs);
	expect(`${stdout}${stderr}`, `exit code ${exitCode}`).toMatch(says);
	expect(stderr).not.toMatch(/^ +at /m);
	rmSync(at, {recursive: true, force: true});
});
