import {readFileSync, realpathSync, statSync} from 'node:fs';
import path from 'node:path';
import {TowlineError} from '../core/errors.ts';
import {readTrustRecord} from './trust/trust-store.ts';
import {readWorktreeRecord} from './worktree/worktree-record.ts';

/** Name of the configuration file. The folder that holds it is the project's root. */
export const configFileName = 'towline.toml';

/**
 * Finds the `towline.toml` of a folder: in it or in a folder above it, as git finds a repository. In a git worktree the
 * search continues in the project that made the worktree, because the worktree's own `towline.toml` is only a copy.
 * Reads files and does not start git, because every command waits for this. Throws `CONFIG_MISSING`,
 * and `NOT_TRUSTED` for a file of another user in a folder above: anybody can put one into a folder such as `/tmp`.
 */
export function findProject(from: string, env: NodeJS.ProcessEnv = process.env): string {
	const file = findUpwards(from);

	if (!file) {
		throw new TowlineError('CONFIG_MISSING', `There is no ${configFileName} in ${from} or in a folder above it.`, {
			hint: 'Create one here with "towline init", or try "towline demo" first.',
		});
	}

	const real = realpathSync(file);
	refuseForeign(real, from, env);
	return real;
}

/** Once it is trusted, that user's file is used from below too. */
function refuseForeign(file: string, from: string, env: NodeJS.ProcessEnv): void {
	const root = path.dirname(file);
	const {uid} = statSync(file);

	if (process.getuid === undefined || uid === process.getuid() || root === realpathSync(from)) {
		return;
	}

	if (readTrustRecord(root, env)?.owner !== uid) {
		throw new TowlineError(
			'NOT_TRUSTED',
			`${file} belongs to another user (uid ${uid}), so it is not used from ${from}.`,
			{
				hint: `To use it all the same, run \`towline trust\` in ${root}. For a project of your own here, run \`towline init\`.`,
			},
		);
	}
}

function findUpwards(from: string): string | undefined {
	let nearest: string | undefined;

	for (const folder of foldersUpwards(from)) {
		const file = path.join(folder, configFileName);
		nearest ??= isFile(file) ? file : undefined;
		const gitFolder = linkedGitFolder(folder);
		const found = gitFolder ? (findFromWorktree(gitFolder, path.relative(folder, from)) ?? nearest) : nearest;

		if (found && (gitFolder || isDirectory(path.join(folder, '.git')))) {
			return found;
		}
	}

	return nearest;
}

/** The project of a worktree: the project that made it, or else the one at the same path in git's main worktree. */
function findFromWorktree(gitFolder: string, inside: string): string | undefined {
	const record = readWorktreeRecord(gitFolder);
	const recorded = record && path.join(record.root, configFileName);

	if (recorded && isFile(recorded)) {
		return recorded;
	}

	const common = readLine(path.join(gitFolder, 'commondir'));
	const commonFolder = common === undefined ? undefined : path.resolve(gitFolder, common);

	if (!commonFolder || path.basename(commonFolder) !== '.git') {
		return undefined; // A bare repository has no main worktree.
	}

	const main = path.dirname(commonFolder);
	const candidates = [...foldersUpwards(path.join(main, inside))].filter(folder => folder.startsWith(main));
	return candidates.map(folder => path.join(folder, configFileName)).find(isFile);
}

/** `.git/worktrees/<name>` of the repository, if the folder is the top of a linked worktree. A submodule is not one. */
function linkedGitFolder(folder: string): string | undefined {
	const dotGit = path.join(folder, '.git');
	const pointer = isFile(dotGit) ? /^gitdir: (.+)$/.exec(readLine(dotGit) ?? '')?.[1] : undefined;
	const gitFolder = pointer && path.resolve(folder, pointer);
	return gitFolder && isFile(path.join(gitFolder, 'commondir')) ? gitFolder : undefined;
}

function* foldersUpwards(from: string): Generator<string> {
	let folder = path.resolve(from);
	yield folder;

	while (folder !== path.dirname(folder)) {
		folder = path.dirname(folder);
		yield folder;
	}
}

function readLine(file: string): string | undefined {
	try {
		return readFileSync(file, 'utf8').split('\n')[0]?.trim();
	} catch {
		return undefined;
	}
}

function isFile(file: string): boolean {
	return statSync(file, {throwIfNoEntry: false})?.isFile() ?? false;
}

function isDirectory(folder: string): boolean {
	return statSync(folder, {throwIfNoEntry: false})?.isDirectory() ?? false;
}
