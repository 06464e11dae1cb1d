import {expect, test} from 'vitest';
import {readSpool} from '../../source/holder/spool/read-spool.ts';
import {openHolderHere, startScript} from './holder-here.ts';

test('what a run prints is read by offset, then followed, and its exit comes last', async () => {
	const here = await openHolderHere();
	const client = await here.connect();
	const run = await startScript(client, 'echo one; read line; echo "two $line"; exit 7');
	await client.connection.ask({type: 'read', run, offset: 0});
	await expect.poll(() => client.textOf(run)).toBe('one\r\n');
	const other = await here.connect('viewer');
	await other.connection.ask({type: 'read', run, offset: 2});
	await expect.poll(() => other.textOf(run)).toBe('e\r\n');
	client.connection.tell({type: 'write', run}, Buffer.from('words\n'));
	await expect.poll(() => client.exitOf(run)).toMatchObject({exitCode: 7, size: 16});
	expect(client.textOf(run)).toBe('one\r\ntwo words\r\n');
	await expect.poll(() => other.textOf(run)).toBe('e\r\ntwo words\r\n');
	expect(client.messages.at(-1)?.header.type).toBe('exit');
	expect(Buffer.concat([...readSpool(here.root, run, 0)]).toString()).toBe(client.textOf(run));
});

test('a run outlives the client that started it, and the next one reads all of it', async () => {
	const here = await openHolderHere();
	const first = await here.connect();
	const run = await startScript(first, 'echo before; read line; echo after', {note: 'mine'});
	first.connection.close();
	await expect.poll(() => here.watched).toEqual(['came', 'vanished']);
	const second = await here.connect();
	const {runs} = await second.connection.ask({type: 'runs'});
	expect(runs).toMatchObject([{run, note: 'mine', keys: [], stdin: 'fifo', columns: 200}]);
	await second.connection.ask({type: 'read', run, offset: 0});
	second.connection.tell({type: 'end-input', run});
	await expect.poll(() => second.exitOf(run)).toMatchObject({exitCode: 0});
	expect(second.textOf(run)).toBe('before\r\nafter\r\n');
});

test('what was written under a key is not written again', async () => {
	const here = await openHolderHere();
	const client = await here.connect();
	const run = await startScript(client, 'cat');
	await client.connection.ask({type: 'read', run, offset: 0});
	const write = (key: string, text: string) =>
		client.connection.ask({type: 'write', run, key}, Buffer.from(`${text}\n`));
	expect(await write('prompt', 'one')).toMatchObject({isWritten: true});
	expect(await write('prompt', 'one')).toMatchObject({isWritten: true});
	expect(await write('answer:7', 'two')).toMatchObject({isWritten: true});
	expect((await client.connection.ask({type: 'runs'})).runs).toMatchObject([{keys: ['prompt', 'answer:7']}]);
	client.connection.tell({type: 'end-input', run});
	await expect.poll(() => client.exitOf(run)).toBeDefined();
	expect(client.textOf(run)).toBe('one\r\ntwo\r\n');
	expect(await write('late', 'three')).toMatchObject({isWritten: false});
});

test('a client that does not read holds nobody up and costs no memory, and then gets every byte', async () => {
	const here = await openHolderHere();
	const slow = await here.connect();
	const quick = await here.connect('viewer');
	const run = await startScript(slow, 'head -c 30000000 /dev/zero | tr "\\0" x');
	slow.pause();
	slow.connection.tell({type: 'read', run, offset: 0});
	await quick.connection.ask({type: 'read', run, offset: 0});
	await expect.poll(() => quick.exitOf(run)).toBeDefined();
	expect(quick.bytesOf(run)).toBe(30_000_000);
	expect(slow.bytesOf(run)).toBeLessThan(1_000_000);
	slow.resume();
	await expect.poll(() => slow.exitOf(run)).toBeDefined();
	expect(slow.bytesOf(run)).toBe(30_000_000);
});

test('only one supervisor is in charge at a time', async () => {
	const here = await openHolderHere();
	const first = await here.connect();
	await expect(here.connect()).rejects.toMatchObject({code: 'HOLDER_BUSY'});
	await first.connection.ask({type: 'bye'});
	const second = await here.connect();
	await expect.poll(() => here.watched).toEqual(['came', 'left', 'came']);
	second.connection.close();
	await expect.poll(() => here.watched.at(-1)).toBe('vanished');
});

test('a client of a newer protocol that knows this one no more is refused, and touches nothing', async () => {
	const here = await openHolderHere();
	const {connection} = here.open();
	const hello = {type: 'hello', protocol: 9, oldest: 8, role: 'supervisor', version: '9.0.0', pid: 1};
	await expect(connection.ask(hello)).rejects.toMatchObject({
		code: 'PROTOCOL_MISMATCH',
		message: 'The holder is Towline 0.1.0 and speaks protocol 1; Towline 9.0.0 speaks 9.',
	});
	await expect(connection.ask({type: 'runs'})).rejects.toMatchObject({code: 'HOLDER_PROTOCOL'});
	expect(here.watched).toEqual([]);
});

test('a message that it does not know is answered with an error, and the connection goes on', async () => {
	const client = await (await openHolderHere()).connect();
	await expect(client.connection.ask({type: 'teleport'})).rejects.toMatchObject({code: 'HOLDER_PROTOCOL'});
	await expect(client.connection.ask({type: 'read', run: 'rm5x0p1c0abcd', offset: 0})).rejects.toMatchObject({
		code: 'RUN_UNKNOWN',
	});
	expect(await client.connection.ask({type: 'runs'})).toMatchObject({runs: []});
});

test('bytes that are no frames end that connection alone', async () => {
	const here = await openHolderHere();
	const good = await here.connect();
	const bad = here.open();
	bad.connection.tell({type: 'hello', padding: 'x'.repeat(9_000_000)});
	await expect.poll(bad.isClosed).toBe(true);
	expect(await good.connection.ask({type: 'runs'})).toMatchObject({runs: []});
});

test('a program that cannot be started is refused with the reason', async () => {
	const client = await (await openHolderHere()).connect();
	await expect(startScript(client, '', {command: 'no-such-program'})).rejects.toMatchObject({code: 'LAUNCH_FAILED'});
	await expect(startScript(client, '', {cwd: '/nowhere'})).rejects.toMatchObject({code: 'LAUNCH_FAILED'});
	expect(await client.connection.ask({type: 'runs'})).toMatchObject({runs: []});
});

test('a run in a terminal of its own gets what is typed, and sees its size change', async () => {
	const client = await (await openHolderHere()).connect();
	const script = 'trap "stty size" WINCH; stty size; while :; do read line && echo "got $line"; done';
	const run = await startScript(client, script, {stdin: 'terminal', columns: 80, rows: 24});
	await client.connection.ask({type: 'read', run, offset: 0});
	await expect.poll(() => client.textOf(run)).toContain('24 80');
	await client.connection.ask({type: 'resize', run, columns: 100, rows: 30});
	await client.connection.ask({type: 'write', run, target: 'terminal'}, Buffer.from('words\r'));
	await expect.poll(() => client.textOf(run)).toContain('got words');
	await expect.poll(() => client.textOf(run)).toContain('30 100');
});

test('a program that never reads its terminal takes a bounded amount of typing, and no processor', async () => {
	const here = await openHolderHere();
	const client = await here.connect();
	const run = await startScript(client, 'stty raw -echo; echo ready; sleep 100', {stdin: 'terminal'});
	await client.connection.ask({type: 'read', run, offset: 0});
	await expect.poll(() => client.textOf(run)).toContain('ready');
	const typed = Buffer.alloc(100_000, 'x');
	const answers = [];

	for (let count = 0; count < 20; count++) {
		answers.push(await client.connection.ask({type: 'write', run, target: 'terminal'}, typed));
	}

	expect(answers[0]).toMatchObject({isWritten: true});
	expect(answers.at(-1)).toMatchObject({isWritten: false});
	const before = process.cpuUsage();
	await new Promise(resolve => setTimeout(resolve, 300));
	const {user, system} = process.cpuUsage(before);
	expect((user + system) / 1000).toBeLessThan(150);
});

test('ending a run ends all that it started, first by the words of its program', async () => {
	const client = await (await openHolderHere()).connect();
	const polite = await startScript(client, 'read line; echo "told $line"; exit 3');
	await client.connection.ask({type: 'read', run: polite, offset: 0});
	await client.connection.ask({type: 'end', run: polite}, Buffer.from('stop\n'));
	await expect.poll(() => client.exitOf(polite)).toMatchObject({exitCode: 3});
	expect(client.textOf(polite)).toBe('told stop\r\n');
	const deaf = await startScript(client, 'trap "" TERM; setsid sleep 100 & sleep 100');
	await client.connection.ask({type: 'end', run: deaf});
	await client.connection.ask({type: 'read', run: deaf, offset: 0});
	await expect.poll(() => client.exitOf(deaf)).toMatchObject({signal: 9});
	expect(await client.connection.ask({type: 'sweep', run: deaf})).toMatchObject({swept: expect.any(Number)});
});

test('a run is forgotten once it has exited, not before', async () => {
	const here = await openHolderHere();
	const client = await here.connect();
	const run = await startScript(client, 'read line');
	await client.connection.ask({type: 'forget', run});
	expect(here.holder.runCount()).toBe(1);
	client.connection.tell({type: 'end-input', run});
	await expect.poll(here.holder.runCount).toBe(0);
	await client.connection.ask({type: 'bye', exits: true});
	await expect.poll(() => here.watched).toContain('end');
});

test('a run is started once, however often it is asked for', async () => {
	const here = await openHolderHere();
	const client = await here.connect();
	const run = await startScript(client, 'read line');
	await startScript(client, 'exit 1', {run});
	expect(here.holder.runCount()).toBe(1);
});
