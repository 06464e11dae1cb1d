import {execFileSync} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';

const repository = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'towline-package-'));
/** Where `npm install --global` puts the package. */
const installed = path.join(folder, 'prefix/lib/node_modules/towline');

beforeAll(() => {
	// A copy, because packing builds from nothing and other tests run the program of this folder.
	const copy = path.join(folder, 'copy');
	const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {cwd: repository, encoding: 'utf8'});

	for (const file of files.split('\n').filter(name => /^(source|scripts|docs|[^/]+$)/.test(name) && name !== '')) {
		mkdirSync(path.join(copy, path.dirname(file)), {recursive: true});
		cpSync(path.join(repository, file), path.join(copy, file));
	}

	symlinkSync(path.join(repository, 'node_modules'), path.join(copy, 'node_modules'));
	npm(copy, 'pack', '--pack-destination', folder);
	const archive = readdirSync(folder).find(name => name.endsWith('.tgz')) ?? 'no archive';
	npm(folder, 'install', '--global', '--prefix', path.join(folder, 'prefix'), '--prefer-offline', `./${archive}`);
});

afterAll(() => rmSync(folder, {recursive: true, force: true}));

test('the installed package brings nothing but itself and the PTY of this system', () => {
	const packages = readdirSync(path.join(installed, 'node_modules'), {recursive: true, encoding: 'utf8'}).filter(
		file => /(^|\/)package\.json$/.test(file) && !file.includes('/prebuilds/'),
	);
	expect(packages.length).toBeLessThanOrEqual(2);
	expect(sizeOf(installed)).toBeLessThan(10 * 1024 * 1024);
});

test('the installed program answers', () => {
	const {version} = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'));
	expect(towline('--version').trim()).toBe(version);
	expect(towline('--help')).toContain('towline');
});

test('it carries its documents, and the notices of the packages that are bundled', () => {
	const notices = readFileSync(path.join(installed, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');

	for (const name of ['ink', 'react', 'hono', 'zod', 'commander']) {
		expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
	}

	expect(readdirSync(installed)).toEqual(expect.arrayContaining(['CHANGELOG.md', 'LICENSE', 'README.md', 'docs']));
	expect(readdirSync(path.join(installed, 'docs'))).toContain('configuration.md');
});

function towline(...args: readonly string[]): string {
	return execFileSync(process.execPath, [path.join(installed, 'dist/cli.js'), ...args], {
		encoding: 'utf8',
		cwd: folder,
	});
}

function npm(cwd: string, ...args: readonly string[]): void {
	execFileSync('npm', [...args, '--loglevel=error', '--no-fund', '--no-audit'], {cwd, stdio: 'pipe'});
}

/** Bytes of all files below a folder. */
function sizeOf(root: string): number {
	return readdirSync(root, {recursive: true, withFileTypes: true})
		.filter(entry => entry.isFile())
		.reduce((bytes, entry) => bytes + readFileSync(path.join(entry.parentPath, entry.name)).length, 0);
}
