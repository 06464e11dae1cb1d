import {stat} from 'node:fs/promises';
import type {RefusedStory, Story} from '../../core/fleet/story.ts';
import type {StoryId} from '../../core/ids.ts';
import type {ProjectConfig} from '../../project/config/config.ts';
import {readConfig} from '../../project/config/read-config.ts';
import {currentBranch} from '../../project/git/repository.ts';
import {readStories} from '../../project/stories/stories.ts';
import {signatureOf} from '../../project/stories/watch-stories.ts';
import {runtimeNames} from '../../runtimes/registry.ts';

/** The stories as their files were last read. */
export type StoryFiles = {
	readonly stories: ReadonlyMap<StoryId, Story>;
	readonly refused: readonly RefusedStory[];
};

/** The project's files as they were last read. */
export type ProjectFiles = {
	readonly config: ProjectConfig;
	/** The branch that worktrees start from: as configured, or the one checked out; `undefined` when git reports none. */
	readonly base: string | undefined;
	readonly stories: StoryFiles;
	/** Reads the configuration again if its file has changed; resolves to whether it has. Throws `CONFIG_INVALID` or what `accept` throws, and keeps the old one. */
	refreshConfig(): Promise<boolean>;
	/** Reads the stories again if a file or the configuration has changed. */
	refreshStories(): Promise<void>;
};

export async function openProjectFiles(
	initial: ProjectConfig,
	accept: (changed: ProjectConfig) => void,
): Promise<ProjectFiles> {
	let config = initial;
	let configSignature = await fileSignatureOf(config.file);
	let base = await baseOf(config);
	let storiesSignature = signatureOf(config.stories);
	let stories = await readStoryFiles(config);

	return {
		get config() {
			return config;
		},
		get base() {
			return base;
		},
		get stories() {
			return stories;
		},
		async refreshConfig() {
			const signature = await fileSignatureOf(config.file);

			if (signature === configSignature) {
				return false;
			}

			const changed = await readConfig({file: config.file, runtimes: runtimeNames});
			accept(changed);
			config = changed;
			// Set after the read: a file that is invalid or not trusted is refused at each refresh until it is.
			configSignature = signature;
			base = await baseOf(config);
			storiesSignature = '';
			return true;
		},
		async refreshStories() {
			const signature = signatureOf(config.stories);

			if (signature !== storiesSignature) {
				stories = await readStoryFiles(config);
				storiesSignature = signature;
			}
		},
	};
}

async function readStoryFiles(config: ProjectConfig): Promise<StoryFiles> {
	const {stories, refused} = await readStories(config);
	return {stories: new Map<StoryId, Story>(stories.map(story => [story.id, story])), refused};
}

async function baseOf(config: ProjectConfig): Promise<string | undefined> {
	return config.base ?? (await currentBranch(config.root).catch(() => undefined));
}

/** Changes whenever the file is written. */
async function fileSignatureOf(file: string): Promise<string> {
	try {
		const {mtimeMs, size, ino} = await stat(file);
		return `${mtimeMs} ${size} ${ino}`;
	} catch {
		return 'gone';
	}
}
