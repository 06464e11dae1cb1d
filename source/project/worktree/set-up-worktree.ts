import {cp, lstat, mkdir, realpath} from 'node:fs/promises';
import path from 'node:path';
import {TowlineError} from '../../core/errors.ts';
import {type CommandRun, runCommands} from './run-commands.ts';
import type {Worktree, WorktreeConfig} from './worktree.ts';
import {writeWorktreeRecord} from './worktree-record.ts';

/**
 * Makes a new worktree ready: brings the ignored files along, then runs the set-up commands in it. Once it has
 * succeeded the worktree is marked; until then every start tries again. Throws `WORKTREE_FAILED`.
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
		isCopied || rest.onOutput(`${entry} is not in the project, so it was not copied.\n`);
	}

	await runCommands({...rest, commands: config.worktree.setup, cwd: worktree.folder, title: 'setup'});
	const {story, base, gitFolder} = worktree;
	writeWorktreeRecord(gitFolder, {root: config.root, story, base, isSetUp: true});
}

/**
 * Copies a file or folder to the same place of the worktree; what is there already stays. Links are copied as links,
 * and neither end may lead out of its root through one. Says whether there was anything to copy.
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
		// The worktrees themselves lie in the project, and so may in what is copied.
		filter: source => !isInside(source, folder),
	});
	return true;
}

/** Compares real paths, of the closest folder that exists. */
async function checkInside(root: string, target: string, entry: string): Promise<void> {
	let existing = target;

	while (!(await exists(existing))) {
		existing = path.dirname(existing);
	}

	if (!isInside(await realpath(existing), await realpath(root))) {
		throw new TowlineError('WORKTREE_FAILED', `"${entry}" of worktree.copy leads out of ${root} through a link.`, {
			hint: 'Copy what it points to by a command under setup instead.',
		});
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
