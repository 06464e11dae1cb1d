import {execFile} from 'node:child_process';
import {chmod, mkdir, mkdtemp, realpath, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {demoConfig} from './demo-config.ts';
import {writeDemoOwner} from './demo-owner.ts';
import {shopCommits} from './shop-files.ts';
import {shopStories} from './shop-stories.ts';

/** A temporary project. */
export type DemoProject = {
	/** The folder of its `towline.toml`, with symbolic links resolved. */
	readonly root: string;
	/** Without git the project is a plain folder, and all agents work in it. */
	readonly hasGit: boolean;
	/** Deletes the project and everything beside it. May be called twice. */
	remove(): Promise<void>;
};

/** Prefix of every demo folder in the temporary folder. */
export const demoFolderPrefix = 'towline-demo-';

/**
 * Creates a git repository of a small shop with six stories, in a new folder that only this user can read: `shop` is the
 * repository, `origin.git` its remote, `agent` the agent program, `home` the folder for its sessions, and `owner.json` names
 * this process. `agentCommand` is the demo agent's program and its first arguments. With `isHeadless` the agents are faster,
 * so that all stories end within a minute.
 */
export async function createDemoProject({
	agentCommand,
	isHeadless,
}: {
	readonly agentCommand: readonly string[];
	readonly isHeadless: boolean;
}): Promise<DemoProject> {
	const folder = await realpath(await mkdtemp(path.join(tmpdir(), demoFolderPrefix)));
	const root = path.join(folder, 'shop');
	const remove = () => rm(folder, {recursive: true, force: true, maxRetries: 3});

	try {
		await writeDemoOwner(folder);
		const agent = await writeAgent(folder, agentCommand);
		const hasGit = await isGitThere(folder);
		await (hasGit ? createRepository(folder, root) : writeShop(root));
		await writeTree(root, {
			'towline.toml': demoConfig({agent, home: path.join(folder, 'home'), isHeadless, hasGit}),
			...Object.fromEntries(Object.entries(shopStories).map(([name, text]) => [`stories/${name}`, text])),
		});
		await (hasGit && commit(root, 'Stories for Towline'));
		return {root, hasGit, remove};
	} catch (error) {
		await remove();
		throw error;
	}
}

/** Writes a shell script for the command, because the configuration can only name a single program. */
async function writeAgent(folder: string, command: readonly string[]): Promise<string> {
	const file = path.join(folder, 'agent');
	await writeFile(file, `#!/bin/sh\nexec ${command.map(quote).join(' ')} "$@"\n`);
	await chmod(file, 0o700);
	return file;
}

function quote(word: string): string {
	return `'${word.replaceAll("'", "'\\''")}'`;
}

async function isGitThere(cwd: string): Promise<boolean> {
	try {
		await git(cwd, ['--version']);
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
			return false;
		}

		throw error;
	}
}

/** The files of the last commit, for a machine without git. */
async function writeShop(root: string): Promise<void> {
	for (const {files} of shopCommits) {
		await writeTree(root, files);
	}
}

async function createRepository(folder: string, root: string): Promise<void> {
	await git(folder, ['init', '--quiet', '--bare', '--initial-branch=main', 'origin.git']);
	await git(folder, ['init', '--quiet', '--initial-branch=main', root]);
	// Set in the repository, so that agents can commit even if the user has no name configured.
	await git(root, ['config', 'user.name', 'Demo']);
	await git(root, ['config', 'user.email', 'demo@example.com']);
	await git(root, ['config', 'commit.gpgsign', 'false']);
	await git(root, ['remote', 'add', 'origin', path.join(folder, 'origin.git')]);

	for (const {message, files} of shopCommits) {
		await writeTree(root, files);
		await commit(root, message);
	}
}

async function writeTree(root: string, files: Readonly<Record<string, string>>): Promise<void> {
	for (const [name, content] of Object.entries(files)) {
		const file = path.join(root, name);
		await mkdir(path.dirname(file), {recursive: true});
		await writeFile(file, content);
	}
}

async function commit(root: string, message: string): Promise<void> {
	await git(root, ['add', '--all']);
	await git(root, ['commit', '--quiet', '--message', message]);
}

async function git(cwd: string, args: readonly string[]): Promise<void> {
	// Ignore the user's hooks and templates, and variables such as GIT_DIR that point to another repository.
	const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
	await promisify(execFile)('git', ['-c', 'core.hooksPath=/dev/null', '-c', 'init.templateDir=', ...args], {cwd, env});
}
