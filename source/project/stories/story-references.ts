import type {StoryId} from '../../core/ids.ts';
import type {Problem} from '../config/config-problem.ts';
import type {ReadStory} from './read-story.ts';

/** What stories may refer to. */
export type Referable = {
	readonly agentNames: readonly string[];
	/** Of all files, also of those that are refused: who comes after one of those waits until it is mended. */
	readonly ids: ReadonlySet<string>;
};

/** Why a story cannot be used beside the others: an agent or a story that does not exist, or a circle. */
export function referenceProblem(
	{story, lineOf}: ReadStory,
	known: Referable,
	all: ReadonlyMap<StoryId, ReadStory>,
): Problem | undefined {
	if (story.agent !== undefined && !known.agentNames.includes(story.agent)) {
		const names = known.agentNames.join(', ');
		return {line: lineOf(['agent']), sentence: `agent is ${JSON.stringify(story.agent)}, expected one of ${names}.`};
	}

	const stranger = story.after.find(id => !known.ids.has(id));

	if (stranger !== undefined) {
		return {line: lineOf(['after']), sentence: `after names ${stranger}, but there is no story of that name.`};
	}

	const circle = findCircle(story.id, all);
	return (
		circle && {line: lineOf(['after']), sentence: `after goes in a circle: ${circle.join(' -> ')}; cut it somewhere.`}
	);
}

/** The shortest way from a story through `after` back to itself, the story at both ends. */
function findCircle(start: StoryId, all: ReadonlyMap<StoryId, ReadStory>): readonly StoryId[] | undefined {
	const ways: (readonly StoryId[])[] = [[start]];
	const seen = new Set<StoryId>();

	for (const way of ways) {
		const next = all.get(way.at(-1) ?? start)?.story.after ?? [];

		if (next.includes(start)) {
			return [...way, start];
		}

		for (const id of next.filter(other => !seen.has(other))) {
			seen.add(id);
			ways.push([...way, id]);
		}
	}

	return undefined;
}
