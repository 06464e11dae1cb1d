import type {ProjectFacts} from '../../core/fleet/agent-event.ts';
import type {RefusedStory} from '../../core/fleet/story.ts';
import type {ProjectConfig} from '../../project/config/config.ts';

/** What everybody must know of the configuration to read the fleet right. `base` is the branch worktrees come from. */
export function toProjectFacts(
	config: ProjectConfig,
	base: string | undefined,
	refused: readonly RefusedStory[],
): ProjectFacts {
	const {limits} = config;
	const refusedFiles = refused.filter(({id}) => id === undefined).map(({reason}) => reason);
	return {
		name: config.name,
		root: config.root,
		stories: config.stories,
		base,
		maxParallel: limits.maxParallel,
		maxRetries: limits.maxRetries,
		autoResume: limits.autoResume,
		budgets: {
			...(limits.storyBudgetUsd === undefined ? {} : {storyUsd: limits.storyBudgetUsd}),
			...(limits.dayBudgetUsd === undefined ? {} : {dayUsd: limits.dayBudgetUsd}),
			...(limits.projectBudgetUsd === undefined ? {} : {projectUsd: limits.projectBudgetUsd}),
		},
		agents: config.agents.map(({name, runtime, maxParallel}) => ({
			name,
			runtime,
			...(maxParallel === undefined ? {} : {maxParallel}),
		})),
		...(refusedFiles.length === 0 ? {} : {refusedFiles}),
	};
}
