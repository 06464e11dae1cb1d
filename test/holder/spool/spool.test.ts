import {mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, truncateSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import type {EpochMs, RunId} from '../../../source/core/ids.ts';
import {readSpool, readSpoolIndex} from '../../../source/holder/spool/read-spool.ts';
import {openSpool} from '../../../source/holder/spool/spool.ts';
import {spoolFilesOf} from '../../../source/holder/spool/spool-files.ts';

const run = 'rm5x0p1c0abcd' as RunId;

function temporaryRoot(): string {
	const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'towline-spool-')));
	onTestFinished(() => rmSync(root, {recursive: true, force: true}));
	return root;
}

function openHere(root: string, now = () => 1000 as EpochMs) {
	const spool = openSpool({root, run, columns: 80, rows: 24, now});
	onTestFinished(() => spool.close());
	return spool;
}

function readAll(root: string, offset = 0): string {
	return Buffer.concat([...readSpool(root, run, offset)]).toString();
}

test('what is appended is read back from any offset, by its owner and from the disk', () => {
	const root = temporaryRoot();
	const spool = openHere(root);
	expect(spool.append([Buffer.from('hello '), Buffer.from('world')])).toEqual([]);
	const buffer = Buffer.alloc(20);
	expect(buffer.toString('utf8', 0, spool.read(6, buffer))).toBe('world');
	expect(spool.size).toBe(11);
	expect(readAll(root)).toBe('hello world');
	expect(readAll(root, 6)).toBe('world');
	expect(readAll(root, 99)).toBe('');
});

test('only its owner may read it', () => {
	const root = temporaryRoot();
	openHere(root).append([Buffer.from('secret')]);
	const {output, index} = spoolFilesOf(root, run);
	expect([output, index].map(file => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
	expect(statSync(path.dirname(output)).mode & 0o777).toBe(0o700);
});

test('the index says when bytes came, and when the terminal got another size', () => {
	const root = temporaryRoot();
	let now = 1000;
	const spool = openHere(root, () => now as EpochMs);
	spool.append([Buffer.from('a')]);
	now = 1001; // Too soon for an entry of its own.
	spool.append([Buffer.from('b')]);
	now = 2000;
	spool.noteSize(100, 30);
	spool.append([Buffer.from('c')]);
	expect(readSpoolIndex(root, run)).toMatchObject([
		{at: 1000, offset: 0, columns: 80, rows: 24},
		{at: 1000, offset: 0},
		{at: 2000, offset: 2, columns: 100, rows: 30},
		{at: 2000, offset: 2},
	]);
});

test('an index that is damaged is read as far as it can be', () => {
	const root = temporaryRoot();
	openHere(root).append([Buffer.from('a')]);
	const {index} = spoolFilesOf(root, run);
	truncateSync(index, readFileSync(index).length - 5);
	expect(readSpoolIndex(root, run)).toMatchObject([{offset: 0, columns: 80}]);
	rmSync(index);
	expect(readSpoolIndex(root, run)).toEqual([]);
});

test('where the file was cut, what comes later still stands at its own offset', () => {
	const root = temporaryRoot();
	const spool = openHere(root);
	spool.append([Buffer.from('0123456789')]);
	truncateSync(spoolFilesOf(root, run).output, 3);
	spool.append([Buffer.from('abc')]);
	expect(readAll(root, 10)).toBe('abc');
	expect(spool.size).toBe(13);
});

test.for(['.towline', '.towline/spool', `.towline/spool/${run}`])(
	'a link at %s is refused, and nothing is written',
	place => {
		const root = temporaryRoot();
		const elsewhere = temporaryRoot();
		mkdirSync(path.dirname(path.join(root, place)), {recursive: true});
		symlinkSync(elsewhere, path.join(root, place));
		expect(() => openHere(root)).toThrow(expect.objectContaining({code: 'SPOOL_FAILED'}));
		expect(() => statSync(path.join(elsewhere, 'output'))).toThrow();
	},
);

test('a link in the place of the file itself is not followed', () => {
	const root = temporaryRoot();
	const {output} = spoolFilesOf(root, run);
	mkdirSync(path.dirname(output), {recursive: true});
	symlinkSync(path.join(root, 'victim'), output);
	expect(() => openHere(root)).toThrow(/ELOOP/);
});
