import type {StoryId} from '../../core/ids.ts';
import type {Problem} from '../config/config-problem.ts';
import type {ReadStory} from './read-story.ts';

/** The names that stories may refer to. */
export type KnownNames = {
	readonly agentNames: readonly string[];
	/** The ids of all files, refused ones included: a story that depends on one of those waits until its file is fixed. */
	readonly ids: ReadonlySet<string>;
};

/** Why a story's references are invalid: an agent or story that does not exist, or a cycle; `undefined` if they are valid. */
export function referenceProblem(
	{story, lineOf}: ReadStory,
	known: KnownNames,
	all: ReadonlyMap<StoryId, ReadStory>,
): Problem | undefined {
	if (story.agent !== undefined && !known.agentNames.includes(story.agent)) {
		const names = known.agentNames.join(', ');
		return {line: lineOf(['agent']), sentence: `agent is ${JSON.stringify(story.agent)}, expected one of ${names}.`};
	}

	const unknown = story.after.find(id => !known.ids.has(id));

	if (unknown !== undefined) {
		return {line: lineOf(['after']), sentence: `after names ${unknown}, but there is no story with this id.`};
	}

	const cycle = findCycle(story.id, all);
	return (
		cycle && {
			line: lineOf(['after']),
			sentence: `after forms a cycle: ${cycle.join(' -> ')}; remove one of these dependencies.`,
		}
	);
}

/** The shortest cycle of `after` through a story, with the story at both ends; `undefined` if there is none. */
function findCycle(start: StoryId, all: ReadonlyMap<StoryId, ReadStory>): readonly StoryId[] | undefined {
	const paths: (readonly StoryId[])[] = [[start]];
	const seen = new Set<StoryId>();

	for (const path of paths) {
		const next = all.get(path.at(-1) ?? start)?.story.after ?? [];

		if (next.includes(start)) {
			return [...path, start];
		}

		for (const id of next.filter(other => !seen.has(other))) {
			seen.add(id);
			paths.push([...path, id]);
		}
	}

	return undefined;
}
