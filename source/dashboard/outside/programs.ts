import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {pipeline} from 'node:stream/promises';
import {TowlineError} from '../../core/errors.ts';
import type {StoryId} from '../../core/ids.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Shows a text in `$PAGER` while it is still being read: through its standard input, never through a command line. A pager
 * that is closed early ends the reading.
 */
export async function showInPager(pages: AsyncIterable<string>, env: Environment): Promise<void> {
	const pager = env.PAGER || 'less -R';
	const child = spawn('sh', ['-c', pager], {stdio: ['pipe', 'inherit', 'inherit']});
	const ended = untilEnded(child, pager);

	try {
		await pipeline(pages, child.stdin);
	} catch (error) {
		ignoreClosed(error);
	}

	await ended;
}

/** Opens a file in `$VISUAL` or `$EDITOR`. */
export function editFile(file: string, env: Environment): Promise<void> {
	return openWith(env.VISUAL || env.EDITOR || 'vi', file);
}

/** Opens a text in the editor, in a file that only this person can read, and resolves to what was written. */
export async function editInFile(text: string, env: Environment): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), 'towline-'));
	const file = path.join(folder, 'text.md');

	try {
		await writeFile(file, text === '' ? '' : `${text}\n`, {mode: 0o600});
		await editFile(file, env);
		return await readFile(file, 'utf8');
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
}

/** Where a story's file lies. */
export function storyFile(folder: string, story: StoryId): string {
	return path.join(folder, `${story}.md`);
}

/**
 * Begins a story's file and opens it in the editor. If nothing was changed the file is removed again, unless it was there
 * before. Returns whether there is a story.
 */
export async function writeStory(folder: string, story: StoryId, env: Environment): Promise<boolean> {
	const {file, text} = await beginStory(folder, story);
	await editFile(file, env);

	if (text !== undefined && (await readFile(file, 'utf8').catch(() => text)) === text) {
		await rm(file, {force: true});
		return false;
	}

	return true;
}

/** Runs the person's own shell in a folder. */
export async function runShell(cwd: string, env: Environment): Promise<void> {
	if (!existsSync(cwd)) {
		throw new TowlineError('USAGE', `The folder ${cwd} no longer exists.`, {hint: 'Start the story to make it again.'});
	}

	const shell = env.SHELL || 'sh';
	process.stdout.write(`${sanitizeForCell(shell)} in ${sanitizeForCell(cwd)}; exit goes back to the dashboard.\n`);
	await untilEnded(spawn(shell, {cwd, stdio: 'inherit'}), shell);
}

/** Makes a story's file; `text` is `undefined` for one that is there already, which stays as it is. */
export async function beginStory(
	folder: string,
	story: StoryId,
): Promise<{readonly file: string; readonly text: string | undefined}> {
	const file = storyFile(folder, story);
	const words = story.replace(/^\d+[._-]+/, '').replaceAll(/[_-]+/g, ' ');
	const title = words.charAt(0).toUpperCase() + words.slice(1);
	await mkdir(folder, {recursive: true});
	const text = `---\ntitle: ${JSON.stringify(title)}\n---\n\n`;

	try {
		await writeFile(file, text, {flag: 'wx'});
		return {file, text};
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
			return {file, text: undefined};
		}

		throw error;
	}
}

/** `$EDITOR` may contain arguments, as in other programs; the file is passed as a separate argument. */
function openWith(command: string, file: string): Promise<void> {
	return untilEnded(spawn('sh', ['-c', `${command} "$1"`, 'sh', file], {stdio: 'inherit'}), command);
}

function untilEnded(child: ChildProcess, command: string): Promise<void> {
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', code =>
			code === 127 ? reject(new Error(`${command} was not found; set EDITOR or PAGER.`)) : resolve(),
		);
	});
}

/** The pager was closed before it had read everything. */
function ignoreClosed(error: unknown): void {
	const code = error instanceof Error && 'code' in error ? error.code : undefined;

	if (code !== 'EPIPE' && code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ECONNRESET') {
		throw error;
	}
}
