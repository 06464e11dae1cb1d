import {type ChildProcess, spawn} from 'node:child_process';
import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {pipeline} from 'node:stream/promises';
import type {StoryId} from '../../core/ids.ts';

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

/** Where a story's file lies. */
export function storyFile(folder: string, story: StoryId): string {
	return path.join(folder, `${story}.md`);
}

/** Begins a story's file, and gives its path; one that is there already stays as it is. */
export async function beginStory(folder: string, story: StoryId): Promise<string> {
	const file = storyFile(folder, story);
	const words = story.replace(/^\d+[._-]+/, '').replaceAll(/[_-]+/g, ' ');
	const title = words.charAt(0).toUpperCase() + words.slice(1);
	await mkdir(folder, {recursive: true});
	await writeFile(file, `---\ntitle: ${JSON.stringify(title)}\n---\n\n`, {flag: 'wx'}).catch(ignoreExisting);
	return file;
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
	if (error.code !== 'EEXIST') {
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
