import {existsSync, readdirSync} from 'node:fs';
import path from 'node:path';
import type {runGit} from './git.ts';

type Where = {readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly run: typeof runGit};

/** The commands of ours that pass files through filters. */
const filtering = new Set(['status', 'diff', 'add', 'update-index', 'checkout-index', 'hash-object', 'stash']);

/**
 * Settings that turn off every filter of the repository and its submodules, for a command that would run them. An agent can
 * write a filter into the common configuration, and a program that git starts for us has no mark of a run: it would outlive the
 * run that wrote it. So files are compared as they are stored in the folder; a file of Git LFS counts with its whole content.
 */
export async function disableFilters(args: readonly string[], where: Where): Promise<readonly string[]> {
	if (!filtering.has(args[0] ?? '')) {
		return [];
	}

	const own = await namesOf(['--includes'], where);
	const inner = await Promise.all(
		(await submoduleConfigs(where)).map(file => namesOf(['--file', file, '--includes'], where)),
	);
	// An empty `process` also keeps git from using `clean` and `smudge`.
	return [...new Set([...own, ...inner.flat()])].flatMap(name => [
		...['-c', `filter.${name}.process=`],
		...['-c', `filter.${name}.required=false`],
	]);
}

async function namesOf(source: readonly string[], {cwd, env, run}: Where): Promise<readonly string[]> {
	const args = ['config', ...source, '-z', '--name-only', '--get-regexp', '^filter\\.'];
	const {output} = await run(cwd, args, {env, accept: [1, 128]});
	return output.split('\0').flatMap(key => /^filter\.(.*)\.[^.]+$/s.exec(key)?.[1] ?? []);
}

/** How deep submodules in submodules are looked for. */
const deepest = 8;

/** The configuration files of submodules, whose folders lie in git's folder of the worktree or of the repository. */
async function submoduleConfigs({cwd, env, run}: Where): Promise<readonly string[]> {
	const args = ['rev-parse', '--path-format=absolute', '--git-dir', '--git-common-dir'];
	const {output, exitCode} = await run(cwd, args, {env, accept: [128]});
	const folders = exitCode === 0 ? [...new Set(output.trim().split('\n'))] : [];
	return folders.flatMap(folder => configsBelow(path.join(folder, 'modules'), deepest));
}

function configsBelow(folder: string, depth: number): readonly string[] {
	if (depth === 0 || !existsSync(folder)) {
		return [];
	}

	if (existsSync(path.join(folder, 'HEAD'))) {
		return [path.join(folder, 'config'), ...configsBelow(path.join(folder, 'modules'), depth - 1)];
	}

	const inner = readdirSync(folder, {withFileTypes: true}).filter(entry => entry.isDirectory());
	return inner.flatMap(({name}) => configsBelow(path.join(folder, name), depth - 1));
}
