import {readdir} from 'node:fs/promises';
import path from 'node:path';
import {toMessage} from '../../core/errors.ts';
import type {RefusedStory, Story} from '../../core/fleet/story.ts';
import {storyIdProblem, toStoryId} from '../../core/ids.ts';
import type {ProjectConfig} from '../config/config.ts';
import type {Problem} from '../config/config-problem.ts';
import {type ReadStory, readStory, toStem} from './read-story.ts';
import {referenceProblem} from './story-references.ts';

/** The stories of a project, as read from their files. */
export type Stories = {
	/** Sorted by id; numbers in ids are compared by value. */
	readonly stories: readonly Story[];
	/** The files that cannot be used, each with the reason and what to do. */
	readonly refused: readonly RefusedStory[];
};

/** The part of a configuration that is needed to read the stories. */
export type StorySource = Pick<ProjectConfig, 'root' | 'stories' | 'agents'>;

const byId = new Intl.Collator('en', {numeric: true});

/**
 * Reads the `*.md` files of the stories folder, except hidden files and `README.md`. Never throws: a file that cannot be
 * read is in `refused`, and so is the folder itself.
 */
export async function readStories(source: StorySource): Promise<Stories> {
	let names: readonly string[];

	try {
		names = (await readdir(source.stories)).filter(isStoryFile).sort(byId.compare);
	} catch (error) {
		const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
		const what = isMissing ? 'does not exist' : `cannot be read (${toMessage(error)})`;
		const sentence = `the stories folder ${what}; create it, or set project.stories in towline.toml.`;
		return {stories: [], refused: [refuse(source, source.stories, {line: undefined, sentence})]};
	}

	const read: ReadStory[] = [];
	const refused: RefusedStory[] = [];

	for (const name of names) {
		const file = path.join(source.stories, name);
		const duplicate = duplicateProblem(name, names);
		const result = duplicate ? {kind: 'problem' as const, problem: duplicate} : await readStory(file);
		result.kind === 'story' ? read.push(result) : refused.push(refuse(source, file, result.problem));
	}

	return checkReferences(source, names, read, refused);
}

/** Whether a file name in the stories folder is that of a story. */
export function isStoryFile(name: string): boolean {
	return /\.md$/i.test(name) && !name.startsWith('.') && name.toLowerCase() !== 'readme.md';
}

/** Ids that differ only in case would share a branch and a folder on a file system that ignores case, as on macOS. Both are refused. */
function duplicateProblem(name: string, names: readonly string[]): Problem | undefined {
	const id = toStem(name).toLowerCase();
	const other = names.find(candidate => candidate !== name && toStem(candidate).toLowerCase() === id);
	return other === undefined
		? undefined
		: {line: undefined, sentence: `has the same id as ${other} except for case; rename one of them.`};
}

function checkReferences(
	source: StorySource,
	names: readonly string[],
	read: readonly ReadStory[],
	refused: readonly RefusedStory[],
): Stories {
	const all = new Map(read.map(entry => [entry.story.id, entry]));
	const known = {agentNames: source.agents.map(agent => agent.name), ids: new Set(names.map(toStem))};
	const problems = new Map(read.map(entry => [entry, referenceProblem(entry, known, all)]));

	return {
		stories: read.filter(entry => !problems.get(entry)).map(entry => entry.story),
		refused: [
			...refused,
			...[...problems].flatMap(([{story}, problem]) => (problem ? [refuse(source, story.file, problem)] : [])),
		],
	};
}

/** Gives `stories/1.md:3: priority is ...`, with the path relative to the project's root. */
function refuse({root, stories}: StorySource, file: string, {line, sentence}: Problem): RefusedStory {
	const shown = path.relative(root, file).replace(/\p{Cc}/gu, '?');
	const stem = toStem(file);
	return {
		id: file === stories || storyIdProblem(stem) ? undefined : toStoryId(stem),
		file,
		reason: `${shown}${line === undefined ? '' : `:${line}`}: ${sentence}`,
	};
}
