import {execFile, execFileSync} from 'node:child_process';
import {chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {onTestFinished, test} from 'vitest';
import {createProject, program} from './project.ts';

/** A folder for `PATH` with every program of this machine's `PATH`, except one. */
function pathWithout(name: string): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'towline-path-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));

	for (const place of (process.env.PATH ?? '').split(':').filter(existsSync)) {
		for (const each of readdirSync(place)) {
			if (each !== name && !existsSync(path.join(folder, each))) {
				symlinkSync(path.join(place, each), path.join(folder, each));
			}
		}
	}

	return folder;
}

test('run refuses a missing stories folder and a file whose name cannot be a story', async ({expect}) => {
	await using project = createProject({stories: {'1_done': 'answers'}});
	expect(await project.towline('run')).toMatchObject({exitCode: 0});
	writeFileSync(path.join(project.root, 'stories/bad name.md'), 'Do it.\n');
	const badName = await project.towline('run');
	expect(badName.stderr).toMatch(/^towline: stories\/bad name\.md: .*not a valid story id/);
	expect(badName.exitCode).toBe(1);
	rmSync(path.join(project.root, 'stories'), {recursive: true});
	const missing = await project.towline('run');
	expect(missing.stderr).toBe(
		'towline: stories: the stories folder does not exist; create it, or set project.stories in towline.toml.\n',
	);
	expect(missing.exitCode).toBe(1);
});

test('a second supervisor says who owns the project', async ({expect}) => {
	await using project = createProject({stories: {'1_done': 'answers'}});
	await project.towline('run');
	const {pid} = await project.client.hello();
	const {exitCode, stderr} = await project.towline('supervise', project.root);
	expect(stderr).toMatch(new RegExp(`^towline: A supervisor of this project already runs \\(pid ${pid}\\)\\.`));
	expect(exitCode).toBe(1);
});

test('stored state that may not be read is an error, not a fleet of idle stories', async ({expect}) => {
	await using project = createProject({stories: {'1_done': 'answers'}, hasGit: false});
	await project.towline('run');
	await project.towline('down');
	const folder = path.join(project.root, '.towline');
	// Root may read everything, so the command runs as somebody else.
	const user = process.getuid?.() === 0 ? {uid: 65534, gid: 65534} : {};
	chmodSync(project.root, 0o755);
	chmodSync(path.dirname(project.root), 0o755);
	user.uid && execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, project.root]);
	chmodSync(folder, 0);
	const {exitCode, stdout, stderr} = await new Promise<{exitCode: unknown; stdout: string; stderr: string}>(resolve => {
		const options = {cwd: project.root, env: project.env, ...user};
		execFile(process.execPath, [program, 'ps'], options, (error, stdout, stderr) =>
			resolve({exitCode: error?.code ?? 0, stdout, stderr}),
		);
	});
	chmodSync(folder, 0o700);
	expect(stderr).toMatch(
		/^towline: Could not .*permission denied.*Check who owns the \.towline folder, and its mode\.\n$/,
	);
	expect(stdout).toBe('');
	expect(exitCode).toBe(1);
});

test('without git the demo plays in one folder and says what is missing', async ({expect}) => {
	await using project = createProject({stories: {}, hasGit: false, env: {PATH: pathWithout('git')}});
	const {exitCode, stdout, stderr} = await project.towline('demo');
	expect(stderr).toBe('');
	expect(stdout).toMatch(/^git was not found on the PATH\. .*Install git/);
	expect(stdout).toMatch(/^41_cart-totals +completed /m);
	expect(stdout).toMatch(/^43_release-notes +completed /m);
	expect(exitCode).toBe(0);
});

test('without git a run that needs a worktree says what is missing, and one without worktrees works', async ({
	expect,
}) => {
	const env = {PATH: pathWithout('git')};
	await using project = createProject({stories: {'1_done': 'answers'}, hasGit: false, env});
	expect(await project.towline('run')).toMatchObject({exitCode: 0});
	await using other = createProject({stories: {'1_done': 'answers'}, hasGit: false, worktrees: true, env});
	const {exitCode, stdout} = await other.towline('run');
	expect(stdout).toMatch(/1_done failed: git was not found on the PATH\. .*Install git/);
	expect(exitCode).toBe(1);
});
