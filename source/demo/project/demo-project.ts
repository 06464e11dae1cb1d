import {execFile} from 'node:child_process';
import {chmod, mkdir, mkdtemp, realpath, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {demoConfig} from './demo-config.ts';
import {writeDemoOwner} from './demo-owner.ts';
import {shopCommits} from './shop-files.ts';
import {shopStories} from './shop-stories.ts';

/** A throw-away project. */
export type DemoProject = {
	/** Where its `towline.toml` lies, with symbolic links resolved. */
	readonly root: string;
	/** Deletes it with everything beside it. Twice is harmless. */
	remove(): Promise<void>;
};

/** Every demo's folder in the temporary folder begins like this. */
export const demoFolderPrefix = 'towline-demo-';

/**
 * Makes a git repository of a small shop with six stories, in a folder of its own that only this user can read:
 * `shop` is the repository, `origin.git` the remote that it may push to, `agent` the program that works in it, `home`
 * where that program keeps its sessions; `owner.json` names this process. `agentCommand` starts the demo agent: a program
 * and its first arguments. Without anybody watching (`isHeadless`) the agents hurry, so that all is over within a minute.
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
		await createRepository(folder, root);
		await writeTree(root, {
			'towline.toml': demoConfig({agent, home: path.join(folder, 'home'), isHeadless}),
			...Object.fromEntries(Object.entries(shopStories).map(([name, text]) => [`stories/${name}`, text])),
		});
		await commit(root, 'Stories for Towline');
	} catch (error) {
		await remove();
		throw error;
	}

	return {root, remove};
}

/** One file to start, because the configuration names a program and gives it its own arguments first. */
async function writeAgent(folder: string, command: readonly string[]): Promise<string> {
	const file = path.join(folder, 'agent');
	await writeFile(file, `#!/bin/sh\nexec ${command.map(quote).join(' ')} "$@"\n`);
	await chmod(file, 0o700);
	return file;
}

function quote(word: string): string {
	return `'${word.replaceAll("'", "'\\''")}'`;
}

async function createRepository(folder: string, root: string): Promise<void> {
	await git(folder, ['init', '--quiet', '--bare', '--initial-branch=main', 'origin.git']);
	await git(folder, ['init', '--quiet', '--initial-branch=main', root]);
	// The repository's own, so that agents can commit where the user has set no name.
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
	// No hook or template of the user's has any business in a demo; GIT_DIR and its like would lead git elsewhere.
	const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
	await promisify(execFile)('git', ['-c', 'core.hooksPath=/dev/null', '-c', 'init.templateDir=', ...args], {cwd, env});
}
