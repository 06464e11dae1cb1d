import type {Changes} from '../../core/fleet/changes.ts';
import type {Worktree} from '../worktree/worktree.ts';
import {git, runGit} from './git.ts';
import {resolveCommit} from './repository.ts';
import {withUntracked} from './scratch-index.ts';

/** The changes of a worktree as text, as `git diff` writes them. */
export type ChangesText = {
	readonly text: string;
	/** The diff was longer than `maxBytes`; `text` ends with the last whole line that fits. */
	readonly isCut: boolean;
};

/** Counts the changes of a worktree. Does not modify its index or files. Takes 20-40 ms in a small repository. */
export async function readChanges(worktree: Worktree): Promise<Changes> {
	const start = await findForkPoint(worktree);

	return withUntracked(worktree, async ({env}) => {
		const numbers = await git(worktree.path, [...diffArgs, '--numstat', '--no-renames', '-z', start], {env});
		const lines = numbers
			.split('\0')
			.filter(line => line !== '')
			.map(line => line.split('\t'));
		const commits = await git(worktree.path, ['rev-list', '--count', `${start}..HEAD`]);
		return {files: lines.length, added: sum(lines, 0), removed: sum(lines, 1), commits: Number(commits)};
	});
}

/** The diff of a worktree against the commit where it branched from its base. */
export async function readDiff(worktree: Worktree, options: {readonly maxBytes: number}): Promise<ChangesText> {
	const start = await findForkPoint(worktree);

	return withUntracked(worktree, async ({env}) => {
		const {maxBytes} = options;
		const answer = await runGit(worktree.path, [...diffArgs, '--find-renames', start], {env, maxBytes});
		const whole = answer.wasCut ? answer.output.lastIndexOf('\n') + 1 : answer.output.length;
		return {text: answer.output.slice(0, whole), isCut: answer.wasCut};
	});
}

/** Gives a plain diff regardless of the user's git settings, and never starts a program that the repository configures. */
const diffArgs = [
	'diff',
	'--no-color',
	'--no-ext-diff',
	'--no-textconv',
	'--src-prefix=a/',
	'--dst-prefix=b/',
	'--submodule=short',
];

/** The newest commit that the story shares with its base; HEAD if there is none or the base no longer exists. */
async function findForkPoint({path, base}: Worktree): Promise<string> {
	const commit = await resolveCommit(path, base);
	const {output} = commit ? await runGit(path, ['merge-base', commit, 'HEAD'], {accept: [1]}) : {output: ''};
	return output.trim() || 'HEAD';
}

function sum(lines: readonly (readonly string[])[], column: number): number {
	return lines.reduce((total, line) => total + (Number(line[column]) || 0), 0);
}
