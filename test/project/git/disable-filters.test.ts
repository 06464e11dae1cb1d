import {chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {readChanges, readDiff} from '../../../source/project/git/changes.ts';
import {openWorktree} from '../../../source/project/worktree/open-worktree.ts';
import {removeWorktree} from '../../../source/project/worktree/remove-worktree.ts';
import {readWorktreeStatus} from '../../../source/project/worktree/worktree-status.ts';
import {createGitProject, createWorktree, git, now, story} from '../git-project.ts';

/** Makes a program that leaves a trace and prints its input, and returns a command line of it and whether it was started. */
function createTrap(root: string) {
	const [program, trace] = [path.join(root, 'trap.sh'), path.join(root, 'trace')];
	writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> ${trace}\ncat\n`);
	chmodSync(program, 0o755);
	return {program, started: () => (existsSync(trace) ? readFileSync(trace, 'utf8') : '')};
}

/** Everything in a configuration that makes git start a program, under a name with odd characters. */
function setTraps(repository: string, program: string): void {
	for (const key of [
		...['filter.evil.x.clean', 'filter.evil.x.smudge', 'filter.evil.x.process', 'filter.other.clean'],
		...['diff.evil.textconv', 'diff.evil.command', 'diff.external', 'core.fsmonitor', 'core.pager', 'pager.diff'],
		...['gpg.program', 'core.editor', 'core.askPass', 'core.alternateRefsCommand', 'alias.status'],
	]) {
		git(repository, 'config', key, program);
	}

	git(repository, 'config', 'filter.evil.x.required', 'true');
	git(repository, 'config', 'log.showSignature', 'true');
}

test('git of ours starts nothing that the configuration names, and removing saves the files as they are', async () => {
	const {config, worktree} = await createWorktree();
	const {program, started} = createTrap(path.dirname(config.root));
	setTraps(config.root, program);
	writeFileSync(path.join(worktree.path, '.gitattributes'), '*.txt filter=evil.x diff=evil\n*.md filter=other\n');
	writeFileSync(path.join(worktree.path, 'app.txt'), 'changed\n');
	writeFileSync(path.join(worktree.path, 'new.md'), 'new\n');

	expect(await readChanges(worktree)).toMatchObject({files: 3});
	expect((await readDiff(worktree, {maxBytes: 10_000})).text).toContain('+changed');
	await readWorktreeStatus(worktree, config.root);
	const {rescue} = await removeWorktree({config, story, force: true, inUse: () => undefined, now});
	expect(started()).toBe('');
	expect(git(config.root, '-c', 'core.fsmonitor=false', 'cat-file', 'blob', `${rescue?.ref}:app.txt`)).toBe('changed');
});

test('nor what the configuration of a submodule names', async () => {
	const config = await createGitProject();
	const library = path.join(path.dirname(config.root), 'library');
	git(path.dirname(config.root), 'init', '-q', '-b', 'main', library);
	writeFileSync(path.join(library, 'lib.txt'), 'one\n');
	git(library, 'add', '-A');
	git(library, 'commit', '-qm', 'start');
	git(config.root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'lib');
	git(config.root, 'commit', '-qam', 'with a library');
	const {worktree} = await openWorktree({config, story, now});
	git(worktree.path, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'update', '--init');
	const {program, started} = createTrap(path.dirname(config.root));
	const inner = path.join(worktree.path, 'lib');
	setTraps(inner, program);
	writeFileSync(path.join(inner, '.gitattributes'), '*.txt filter=evil.x\n');
	// Of the same size, so that git must read it to see the change.
	writeFileSync(path.join(inner, 'lib.txt'), 'two\n');

	await readChanges(worktree);
	await readDiff(worktree, {maxBytes: 10_000});
	expect((await readWorktreeStatus(worktree, config.root)).dirty).toBeGreaterThan(0);
	expect(started()).toBe('');
});
