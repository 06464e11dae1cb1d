import {readdir} from 'node:fs/promises';
import path from 'node:path';
import {toMessage} from '../../core/errors.ts';
import type {RefusedStory, Story} from '../../core/fleet/story.ts';
import {storyIdProblem, toStoryId} from '../../core/ids.ts';
import type {ProjectConfig} from '../config/config.ts';
import type {Problem} from '../config/config-problem.ts';
import {type ReadStory, readStory, toStem} from './read-story.ts';
import {referenceProblem} from './story-references.ts';

/** The stories of a project as their files are now. */
export type Stories = {
	/** By id, numbers in it by their value. */
	readonly stories: readonly Story[];
	/** Each file that cannot be used, with why and what to do; the others are not touched by it. */
	readonly refused: readonly RefusedStory[];
};

/** What of a configuration decides which stories there are. */
export type StorySource = Pick<ProjectConfig, 'root' | 'stories' | 'agents'>;

const byId = new Intl.Collator('en', {numeric: true});

/**
 * Reads `*.md` of the project's folder of stories, except hidden files and `README.md`. Never throws: a file, or the
 * folder itself, that cannot be read is among the refused.
 */
export async function readStories(source: StorySource): Promise<Stories> {
	let names: readonly string[];

	try {
		names = (await readdir(source.stories)).filter(isStoryFile).sort(byId.compare);
	} catch (error) {
		const sentence = `the folder of stories cannot be read; make it, or set "stories" in towline.toml (${toMessage(error)}).`;
		return {stories: [], refused: [refuse(source, source.stories, {line: undefined, sentence})]};
	}

	const read: ReadStory[] = [];
	const refused: RefusedStory[] = [];

	for (const name of names) {
		const file = path.join(source.stories, name);
		const double = doubleProblem(name, names);
		const result = double ? {kind: 'problem' as const, problem: double} : await readStory(file);
		result.kind === 'story' ? read.push(result) : refused.push(refuse(source, file, result.problem));
	}

	return checkReferences(source, names, read, refused);
}

/** Whether a name in the folder of stories is a story's. */
export function isStoryFile(name: string): boolean {
	return /\.md$/i.test(name) && !name.startsWith('.') && name.toLowerCase() !== 'readme.md';
}

/** Branches and folders of two such stories are the same where case does not count, as on macOS; none is the right one. */
function doubleProblem(name: string, names: readonly string[]): Problem | undefined {
	const id = toStem(name).toLowerCase();
	const other = names.find(candidate => candidate !== name && toStem(candidate).toLowerCase() === id);
	return other === undefined
		? undefined
		: {line: undefined, sentence: `has the same id as ${other} where case does not count; rename one of them.`};
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

/** `stories/1.md:3: priority is ...`: the file as seen from the project's root. */
function refuse({root, stories}: StorySource, file: string, {line, sentence}: Problem): RefusedStory {
	const shown = path.relative(root, file).replace(/\p{Cc}/gu, '?');
	const stem = toStem(file);
	return {
		id: file === stories || storyIdProblem(stem) ? undefined : toStoryId(stem),
		file,
		reason: `${shown}${line === undefined ? '' : `:${line}`}: ${sentence}`,
	};
}
