import {lstat, mkdir, readdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {TowlineError, toMessage} from '../core/errors.ts';
import {configFileName, findProject} from './find-project.ts';
import {starterConfig, starterStory} from './starter-texts.ts';
import {isStoryFile} from './stories/stories.ts';

const storiesName = 'stories';
const firstStory = [`${storiesName}/1_first-story.md`, starterStory] as const;
const configuration = [configFileName, starterConfig] as const;

/** What `init` wrote. */
export type Starter = {
	/** Paths of the files. */
	readonly written: readonly string[];
	/** Whether the folder had stories already, so that no first one was written. */
	readonly hadStories: boolean;
};

/**
 * Makes a folder a project: writes a commented `towline.toml`, and a first story if there is none.
 * Throws `FILE_EXISTS` if the folder is a project or inside one, and `USAGE` if the folder cannot be written.
 */
export async function writeStarter(folder: string): Promise<Starter> {
	refuseInside(folder);
	const hadStories = await hasStories(path.join(folder, storiesName));
	// The story first: if writing the second file fails, the next try must not find a project already.
	const files = [...(hadStories ? [] : [firstStory]), configuration].map(
		([name, text]) => [path.join(folder, name), text] as const,
	);
	await refuseExisting(path.join(folder, configFileName));

	for (const [file, text] of files) {
		await writeNew(file, text).catch(error => {
			throw error instanceof TowlineError ? error : cannotWrite(folder, error);
		});
	}

	return {written: files.map(([file]) => file), hadStories};
}

/** A stories folder that cannot be read has none; writing the first one then says why. */
async function hasStories(folder: string): Promise<boolean> {
	const names = await readdir(folder).catch(() => []);
	return names.some(isStoryFile);
}

function refuseInside(folder: string): void {
	const project = tryToFind(folder);

	if (project !== undefined) {
		throw new TowlineError('FILE_EXISTS', `${folder} already belongs to the project of ${project}.`, {
			hint: 'Run "towline" to open it. To start over, move that file away.',
		});
	}
}

function tryToFind(folder: string): string | undefined {
	try {
		return findProject(folder);
	} catch {
		return undefined; // Also for another user's project in a folder above.
	}
}

async function refuseExisting(file: string): Promise<void> {
	const status = await lstat(file).catch(() => undefined);

	if (status) {
		throw exists(file);
	}
}

/** Uses `wx`: of two simultaneous writes one fails, and nothing is overwritten. */
async function writeNew(file: string, text: string): Promise<void> {
	await mkdir(path.dirname(file), {recursive: true});
	await writeFile(file, text, {flag: 'wx'}).catch((error: NodeJS.ErrnoException) => {
		throw error.code === 'EEXIST' ? exists(file) : error;
	});
}

function exists(file: string): TowlineError {
	return new TowlineError('FILE_EXISTS', `${file} already exists. It was not overwritten.`, {
		hint: 'Move it away first.',
	});
}

function cannotWrite(folder: string, error: unknown): TowlineError {
	return new TowlineError('USAGE', `Cannot create a project in ${folder}: ${toMessage(error)}`, {
		hint: 'Check that you may write to the folder, and that "stories" in it, if it exists, is a folder.',
		cause: error,
	});
}
