import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {
	noScopes,
	probeScopes,
	readGroup,
	scopeCommand,
	scopeGroup,
} from '../../../source/holder/custody/systemd-scope.ts';
import {run} from './table.ts';

const line = {command: 'claude', args: ['-p', '--verbose']};

test('the command runs in a scope named after its run, with its arguments untouched', () => {
	expect(scopeCommand(1000, run, line)).toEqual({
		command: '/usr/bin/env',
		args: [
			'XDG_RUNTIME_DIR=/run/user/1000',
			'/usr/bin/systemd-run',
			'--user',
			'--scope',
			'--quiet',
			'--collect',
			'--slice=towline.slice',
			`--unit=towline-${run}.scope`,
			'--',
			'claude',
			'-p',
			'--verbose',
		],
	});
	expect(scopeGroup(1000, run)).toBe(
		`/user.slice/user-1000.slice/user@1000.service/towline.slice/towline-${run}.scope`,
	);
});

test('a group holds the processes of the groups below it, and none when it is gone', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'towline-cgroup-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	mkdirSync(path.join(folder, 'below'));
	writeFileSync(path.join(folder, 'cgroup.procs'), '100\n101\n0\n');
	writeFileSync(path.join(folder, 'below', 'cgroup.procs'), '102\n');
	expect([...readGroup(folder)]).toEqual([100, 101, 102]);
	expect([...readGroup(path.join(folder, 'gone'))]).toEqual([]);
});

test('where scopes do not work, the command line stays as it is', () => {
	expect(noScopes.wrap(run, line)).toBe(line);
	expect([...noScopes.members(run)]).toEqual([]);
});

test('probing for scopes neither throws nor takes long', async () => {
	const before = performance.now();
	const scopes = await probeScopes();
	expect(scopes.wrap(run, line).args.slice(-2)).toEqual(line.args);
	expect(performance.now() - before).toBeLessThan(3000);
});
