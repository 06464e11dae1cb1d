import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {demoFolderPrefix} from '../../source/demo/demo-project.ts';
import {removeStaleDemos} from '../../source/demo/stale-demos.ts';
import {useDemoProject} from './run-demo-agent.ts';

test('is a clean repository with six stories that only its owner can read', async () => {
	const {root} = await useDemoProject();

	expect(execFileSync('git', ['status', '--short'], {cwd: root, encoding: 'utf8'})).toBe('');
	expect(execFileSync('git', ['rev-list', '--count', 'HEAD'], {cwd: root, encoding: 'utf8'}).trim()).toBe('4');
	expect(readdirSync(path.join(root, 'stories'))).toHaveLength(6);
	expect(statSync(path.dirname(root)).mode & 0o777).toBe(0o700);
});

test('its tests pass before any agent has touched it', async () => {
	const {root} = await useDemoProject();
	expect(() => execFileSync(process.execPath, ['--test'], {cwd: root, stdio: 'pipe'})).not.toThrow();
});

test('removing it leaves nothing, and twice is harmless', async () => {
	const project = await useDemoProject();
	await project.remove();
	await project.remove();
	expect(existsSync(path.dirname(project.root))).toBe(false);
});

test('what a crash has left is removed, unless somebody lives in it or it is new', async () => {
	const [old, live, fresh] = [makeFolder(), makeFolder(), makeFolder()];
	const anHourAgo = Date.now() / 1000 - 3600;
	utimesSync(old, anHourAgo, anHourAgo);
	utimesSync(live, anHourAgo, anHourAgo);
	const ours = new Set([old, live, fresh]);

	// Demos that really run on this machine count as live here.
	const removed = await removeStaleDemos(async root => path.dirname(root) !== old || !ours.has(old));

	expect(removed).toEqual([old]);
	expect([old, live, fresh].map(existsSync)).toEqual([false, true, true]);
});

function makeFolder(): string {
	const folder = mkdtempSync(path.join(tmpdir(), demoFolderPrefix));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	mkdirSync(path.join(folder, 'shop'));
	return folder;
}
