import {stat} from 'node:fs/promises';
import type {Story} from '../../core/fleet/story.ts';
import type {StoryId} from '../../core/ids.ts';
import type {ProjectConfig} from '../../project/config/config.ts';
import {readConfig} from '../../project/config/read-config.ts';
import {currentBranch} from '../../project/git/repository.ts';
import {readStories} from '../../project/stories/stories.ts';
import {signatureOf} from '../../project/stories/watch-stories.ts';
import {runtimeNames} from '../../runtimes/registry.ts';
import type {StoryBook} from './story-book.ts';

/** What the project's files said when they were last read. */
export type ProjectFiles = {
	readonly config: ProjectConfig;
	/** What worktrees branch from: as configured, or the branch checked out; `undefined` outside a repository, and where git cannot tell. */
	readonly base: string | undefined;
	readonly book: StoryBook;
	/** Reads the configuration again if it was written since; says whether it was. Throws `CONFIG_INVALID`; what was valid stays. */
	refreshConfig(): Promise<boolean>;
	/** Reads the stories again if one was written since, or the configuration is another. */
	refreshBook(): Promise<void>;
};

/** `read` is the configuration as it was just read. */
export async function openProjectFiles(read: ProjectConfig): Promise<ProjectFiles> {
	let config = read;
	let configMark = await markOf(config.file);
	let base = await baseOf(config);
	let bookMark = signatureOf(config.stories);
	let book = await readBook(config);

	return {
		get config() {
			return config;
		},
		get base() {
			return base;
		},
		get book() {
			return book;
		},
		async refreshConfig() {
			const mark = await markOf(config.file);

			if (mark === configMark) {
				return false;
			}

			config = await readConfig({file: config.file, runtimes: runtimeNames});
			// Only now: one that cannot be read is refused each time, until it can.
			configMark = mark;
			base = await baseOf(config);
			bookMark = '';
			return true;
		},
		async refreshBook() {
			const signature = signatureOf(config.stories);

			if (signature !== bookMark) {
				book = await readBook(config);
				bookMark = signature;
			}
		},
	};
}

async function readBook(config: ProjectConfig): Promise<StoryBook> {
	const {stories, refused} = await readStories(config);
	return {stories: new Map<StoryId, Story>(stories.map(story => [story.id, story])), refused};
}

async function baseOf(config: ProjectConfig): Promise<string | undefined> {
	return config.base ?? (await currentBranch(config.root).catch(() => undefined));
}

/** Changes whenever the file is written. */
async function markOf(file: string): Promise<string> {
	try {
		const {mtimeMs, size, ino} = await stat(file);
		return `${mtimeMs} ${size} ${ino}`;
	} catch {
		return 'gone';
	}
}
