import {spawn} from 'node:child_process';
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {StoryId} from '../../core/ids.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Shows a text in `$PAGER`. It goes through a file of ours, never through a command line. */
export async function showInPager(text: string, env: Environment): Promise<void> {
	const folder = await mkdtemp(path.join(tmpdir(), 'towline-'));
	const file = path.join(folder, 'transcript.txt');

	try {
		await writeFile(file, text, {mode: 0o600});
		await openWith(env.PAGER || 'less -R', file);
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
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

/** The person's own command line may hold arguments, as everywhere; the file is an argument of its own. */
function openWith(command: string, file: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const child = spawn('sh', ['-c', `${command} "$1"`, 'sh', file], {stdio: 'inherit'});
		child.on('error', reject);
		child.on('close', code =>
			code === 127 ? reject(new Error(`${command} was not found; set EDITOR or PAGER.`)) : resolve(),
		);
	});
}
