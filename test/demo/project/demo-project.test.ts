import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {writeDemoOwner} from '../../../source/demo/project/demo-owner.ts';
import {demoFolderPrefix} from '../../../source/demo/project/demo-project.ts';
import {removeStaleDemos} from '../../../source/demo/project/stale-demos.ts';
import {useDemoProject} from '../run-demo-agent.ts';

test('is a clean git repository with six stories, readable only by its owner', async () => {
	const {root} = await useDemoProject();

	expect(execFileSync('git', ['status', '--short'], {cwd: root, encoding: 'utf8'})).toBe('');
	expect(execFileSync('git', ['rev-list', '--count', 'HEAD'], {cwd: root, encoding: 'utf8'}).trim()).toBe('4');
	expect(readdirSync(path.join(root, 'stories'))).toHaveLength(6);
	expect(statSync(path.dirname(root)).mode & 0o777).toBe(0o700);
});

test('its tests pass before any agent has changed it', async () => {
	const {root} = await useDemoProject();
	expect(() => execFileSync(process.execPath, ['--test'], {cwd: root, stdio: 'pipe'})).not.toThrow();
});

test('removing it leaves nothing, and may be done twice', async () => {
	const project = await useDemoProject();
	await project.remove();
	await project.remove();
	expect(existsSync(path.dirname(project.root))).toBe(false);
});

test('demos of dead owners are ended and removed, and so are old demos without an owner', async () => {
	const [old, fresh, orphan, ours] = [makeFolder(), makeFolder(), makeFolder(), makeFolder()];
	const anHourAgo = Date.now() / 1000 - 3600;
	utimesSync(old, anHourAgo, anHourAgo);
	await writeDemoOwner(ours);
	// The pid of this process with another start time, as if the pid had been reused.
	writeFileSync(path.join(orphan, 'owner.json'), JSON.stringify({pid: process.pid, start: 'earlier'}));
	mkdirSync(path.join(orphan, 'shop/.towline'));
	const made = new Set([old, fresh, orphan, ours]);
	const ended: string[] = [];

	const removed = await removeStaleDemos(async root => {
		if (!made.has(path.dirname(root))) {
			throw new Error('This demo belongs to somebody else on this machine.');
		}

		ended.push(root);
	});

	expect(removed.filter(folder => made.has(folder)).sort()).toEqual([old, orphan].sort());
	expect(ended).toEqual([path.join(orphan, 'shop')]);
	expect([old, fresh, orphan, ours].map(existsSync)).toEqual([false, true, false, true]);
});

test('a demo whose agents cannot be stopped stays for the next attempt', async () => {
	const orphan = makeFolder();
	writeFileSync(path.join(orphan, 'owner.json'), JSON.stringify({pid: process.pid, start: 'earlier'}));
	mkdirSync(path.join(orphan, 'shop/.towline'));
	const removed = await removeStaleDemos(() => Promise.reject(new Error('It does not answer.')));
	expect(removed).not.toContain(orphan);
	expect(existsSync(orphan)).toBe(true);
});

function makeFolder(): string {
	const folder = mkdtempSync(path.join(tmpdir(), demoFolderPrefix));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	mkdirSync(path.join(folder, 'shop'));
	return folder;
}
