import {execFileSync, spawnSync} from 'node:child_process';
import {closeSync, existsSync, fstatSync, openSync, readdirSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';

const repository = path.resolve(import.meta.dirname, '../..');
const inDist = (name: string) => path.join(repository, 'dist', name);
const build = () => execFileSync(process.execPath, ['scripts/build.js', '--quiet'], {cwd: repository, stdio: 'pipe'});

test('a build replaces files and never writes into one: a program that starts meanwhile reads whole files', () => {
	build();
	const names = [
		'main.js',
		'hold.js',
		'cli.js',
		...readdirSync(inDist('chunks'))
			.slice(0, 5)
			.map(name => `chunks/${name}`),
	];
	const before = names.map(name => ({name, text: readFileSync(inDist(name), 'utf8'), fd: openSync(inDist(name), 'r')}));
	build();

	for (const {name, text, fd} of before) {
		const replaced = fstatSync(fd).ino !== statSync(inDist(name)).ino;
		expect(replaced || fstatSync(fd).size === Buffer.byteLength(text), name).toBe(true);
		expect(readFileSync(fd, 'utf8'), name).toBe(text);
		closeSync(fd);
	}

	// A running supervisor may still load a chunk of the build that it was started from.
	expect(names.filter(name => !existsSync(inDist(name)))).toEqual([]);
	expect(readdirSync(path.join(repository, 'dist')).filter(name => name.startsWith('.'))).toEqual([]);
	expect(existsSync(inDist('towline.1'))).toBe(true);
});

test.for(['build.js', 'test.js'])('with an old Node scripts/%s says how to get Node 24', name => {
	const old = `data:text/javascript,${encodeURIComponent("Object.defineProperty(process, 'versions', {value: {node: '20.1.0'}})")}`;
	const {status, stderr} = spawnSync(process.execPath, ['--import', old, `scripts/${name}`], {
		cwd: repository,
		encoding: 'utf8',
	});
	expect(stderr).toMatch(/^Towline is built and tested with Node 24; this is Node 20\.1\.0 [\s\S]*npm rebuild node/);
	expect(status).toBe(2);
});
