import {execFileSync} from 'node:child_process';
import path from 'node:path';
import {type EpochMs, toStoryId} from '../../source/core/ids.ts';
import {openWorktree} from '../../source/project/worktree/open-worktree.ts';
import type {WorktreeConfig} from '../../source/project/worktree/worktree.ts';
import {temporaryFolder, writeFiles} from './temporary.ts';

export const story = toStoryId('1_login');
export const now = Date.UTC(2026, 6, 14, 10, 15, 30) as EpochMs;

/** What git prints, without the last newline. */
export function git(cwd: string, ...args: readonly string[]): string {
	const identity = ['-c', 'user.name=t', '-c', 'user.email=t@localhost'];
	return execFileSync('git', [...identity, ...args], {
		cwd,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'pipe'],
	}).trimEnd();
}

/** A project whose repository has one commit with `app.txt`, on `main`; `.towline` and `*.log` are ignored. */
export async function createGitProject(worktree: Partial<WorktreeConfig['worktree']> = {}): Promise<WorktreeConfig> {
	const root = path.join(temporaryFolder(), 'shop');
	await writeFiles(root, {'app.txt': 'one\ntwo\nthree\n', '.gitignore': '.towline\n*.log\n.env\n'});
	git(root, 'init', '-q', '-b', 'main');
	git(root, 'add', '-A');
	git(root, 'commit', '-qm', 'start');
	return {
		root,
		file: path.join(root, 'towline.toml'),
		base: undefined,
		worktree: {
			enabled: true,
			path: '.towline/worktrees/{{story.id}}',
			branch: 'towline/{{story.id}}',
			setup: [],
			teardown: [],
			copy: [],
			...worktree,
		},
	};
}

/** The story's worktree in a new project. */
export async function createWorktree(worktree: Partial<WorktreeConfig['worktree']> = {}) {
	const config = await createGitProject(worktree);
	const opened = await openWorktree({config, story, now});
	return {config, root: config.root, worktree: opened.worktree, top: opened.worktree.path};
}
