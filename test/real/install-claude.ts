import {execFile} from 'node:child_process';
import {access, constants, mkdir, readdir, rename, rm} from 'node:fs/promises';
import {homedir} from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';

/** The tested version; `TOWLINE_CLAUDE_VERSION` selects another one. */
export const claudeVersion = process.env.TOWLINE_CLAUDE_VERSION ?? '2.1.328';

/** The installed program, or why it cannot be installed. */
export type Installation =
	| {readonly kind: 'installed'; readonly binary: string}
	| {readonly kind: 'unavailable'; readonly reason: string};

const scope = 'node_modules/@anthropic-ai';

/**
 * Installs the real `@anthropic-ai/claude-code` from the npm registry into a cache folder (`TOWLINE_CLAUDE_CACHE`, or one
 * in the user's own cache), once. Its install scripts do not run: the native program is a package of its own.
 */
export async function installClaude(): Promise<Installation> {
	const cache = process.env.TOWLINE_CLAUDE_CACHE ?? path.join(homedir(), '.cache', 'towline');
	const folder = path.join(cache, `claude-code-${claudeVersion}`);

	try {
		return {kind: 'installed', binary: await findBinary(folder).catch(() => install(folder))};
	} catch (error) {
		return {kind: 'unavailable', reason: `Claude Code ${claudeVersion} cannot be installed: ${toReason(error)}`};
	}
}

/** Installs into a temporary folder and renames it, so that an interrupted installation is never used. */
async function install(folder: string): Promise<string> {
	const partial = `${folder}.${process.pid}`;
	await mkdir(partial, {recursive: true});

	try {
		await promisify(execFile)(
			'npm',
			[
				'install',
				`@anthropic-ai/claude-code@${claudeVersion}`,
				`--prefix=${partial}`,
				'--ignore-scripts',
				'--no-audit',
				'--no-fund',
				'--fetch-retries=1',
				'--loglevel=error',
			],
			{cwd: partial, timeout: 240_000},
		);
		await findBinary(partial);
		await rm(folder, {recursive: true, force: true});
		await rename(partial, folder);
	} finally {
		await rm(partial, {recursive: true, force: true});
	}

	return findBinary(folder);
}

/** Finds the native program in the one platform package that npm has installed. */
async function findBinary(folder: string): Promise<string> {
	const packages = await readdir(path.join(folder, scope));
	const native = packages.find(name => name.startsWith('claude-code-'));

	if (native === undefined) {
		throw new Error('there is no native program for this system.');
	}

	const binary = path.join(folder, scope, native, 'claude');
	await access(binary, constants.X_OK);
	return binary;
}

/** The first line of npm's error output, or the error message. */
function toReason(error: unknown): string {
	const stderr = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : '';
	return stderr.split('\n')[0] || (error instanceof Error ? error.message : String(error));
}
