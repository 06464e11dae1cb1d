import {cp, lstat, mkdir, realpath} from 'node:fs/promises';
import path from 'node:path';
import {TowlineError} from '../../core/errors.ts';
import {type CommandRun, runCommands} from './run-commands.ts';
import type {Worktree, WorktreeConfig} from './worktree.ts';
import {writeWorktreeRecord} from './worktree-record.ts';

/**
 * Sets up a new worktree: copies the files of `worktree.copy`, then runs the setup commands. On success it is recorded as
 * set up; until then every start tries again. Throws `WORKTREE_FAILED`.
 */
export async function setUpWorktree(
	options: Omit<CommandRun, 'commands' | 'cwd' | 'title'> & {
		readonly config: WorktreeConfig;
		readonly worktree: Worktree;
	},
): Promise<void> {
	const {config, worktree, ...rest} = options;

	for (const entry of config.worktree.copy) {
		const isCopied = await copyEntry(config.root, worktree.folder, entry);
		isCopied || rest.onOutput(`${entry} does not exist in the project, so it was not copied.\n`);
	}

	await runCommands({...rest, commands: config.worktree.setup, cwd: worktree.folder, title: 'setup'});
	const {story, base, gitFolder} = worktree;
	writeWorktreeRecord(gitFolder, {root: config.root, story, base, isSetUp: true});
}

/**
 * Copies a file or folder to the same path in the worktree. Does not overwrite. Symbolic links are copied as links, and
 * neither path may leave its root through one. Returns whether the entry exists in the project.
 */
async function copyEntry(root: string, folder: string, entry: string): Promise<boolean> {
	const from = path.join(root, entry);
	const to = path.join(folder, entry);

	if (!(await exists(from))) {
		return false;
	}

	await checkInside(root, from, entry);
	await checkInside(folder, path.dirname(to), entry);
	await mkdir(path.dirname(to), {recursive: true});
	await cp(from, to, {
		recursive: true,
		force: false,
		errorOnExist: false,
		verbatimSymlinks: true,
		preserveTimestamps: true,
		// The worktrees may be inside the folder that is copied.
		filter: source => !isInside(source, folder),
	});
	return true;
}

/** Throws unless the target, or its closest existing parent, is inside the root. Compares real paths. */
async function checkInside(root: string, target: string, entry: string): Promise<void> {
	let existing = target;

	while (!(await exists(existing))) {
		existing = path.dirname(existing);
	}

	if (!isInside(await realpath(existing), await realpath(root))) {
		throw new TowlineError(
			'WORKTREE_FAILED',
			`worktree.copy: "${entry}" is outside ${root}, because of a symbolic link.`,
			{
				hint: 'Copy the target of the link with a command in worktree.setup instead.',
			},
		);
	}
}

function isInside(target: string, root: string): boolean {
	return target === root || target.startsWith(root + path.sep);
}

async function exists(file: string): Promise<boolean> {
	try {
		await lstat(file);
		return true;
	} catch {
		return false;
	}
}
