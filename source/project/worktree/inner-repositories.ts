import {readdir} from 'node:fs/promises';
import path from 'node:path';
import {TowlineError} from '../../core/errors.ts';
import {git} from '../git/git.ts';
import type {Worktree} from './worktree.ts';

/** Refuses a worktree with repositories inside: git would save only the id of their commit, not their content. */
export function refuseRepositories(worktree: Worktree, repositories: readonly string[]): void {
	if (repositories.length > 0) {
		const what = repositories.map(name => path.join(worktree.path, Buffer.from(name, 'latin1').toString())).join(', ');
		throw new TowlineError(
			'WORKTREE_UNSAFE',
			`${what} is a separate git repository inside ${worktree.path}, which cannot be saved.`,
			{hint: 'Move it out of the worktree, or push its commits and delete it. Then try again.'},
		);
	}
}

/**
 * Refuses a worktree whose submodules have commits that none of their remotes has. git keeps the repository of a submodule in
 * its own folder for the worktree, also after `git submodule deinit`, and deletes it with the worktree.
 */
export async function refuseSubmoduleCommits({story, gitFolder}: Worktree): Promise<void> {
	for (const repository of await listRepositories(path.join(gitFolder, 'modules'))) {
		const args = ['rev-list', '--count', '--all', '--reflog', '--not', '--remotes'];
		const count = Number(await git(repository, args, {env: {GIT_DIR: repository}}));

		if (count > 0) {
			const name = path.relative(path.join(gitFolder, 'modules'), repository);
			const commits = count === 1 ? '1 commit' : `${count} commits`;
			throw new TowlineError(
				'WORKTREE_UNSAFE',
				`The submodule ${name} in the worktree of ${story} has ${commits} that its remote does not have.`,
				{hint: `Push them, for example with "git --git-dir=${repository} push origin HEAD:refs/heads/${story}".`},
			);
		}
	}
}

/** Repositories of submodules, also those inside each other. Their names may contain slashes. */
async function listRepositories(folder: string): Promise<readonly string[]> {
	const entries = await readdir(folder, {withFileTypes: true}).catch(() => []);
	const isRepository = entries.some(({name}) => name === 'HEAD') && entries.some(({name}) => name === 'objects');
	const inside = isRepository ? ['modules'] : entries.filter(entry => entry.isDirectory()).map(({name}) => name);
	const found = await Promise.all(inside.map(name => listRepositories(path.join(folder, name))));
	return [...(isRepository ? [folder] : []), ...found.flat()];
}
