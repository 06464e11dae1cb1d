import type {FleetFact, ProjectFacts} from '../../core/fleet/agent-event.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {RefusedStory, Story} from '../../core/fleet/story.ts';
import {type AgentId, type StoryId, toAgentId} from '../../core/ids.ts';
import type {AgentConfig, ProjectConfig} from '../../project/config/config.ts';
import {findRuntime} from '../../runtimes/registry.ts';
import {credentialOf} from '../credential.ts';
import type {DraftEvent} from '../recording/recorder.ts';
import type {StoryFiles} from './project-files.ts';

/** The agent that a story names, or the first configured one. */
export function agentFor(config: ProjectConfig, story: Pick<Story, 'agent'>): AgentConfig {
	return config.agents.find(({name}) => name === story.agent) ?? config.agents[0];
}

/** The facts that make the fleet equal to the story files; none when nothing changed. */
export function toStoryDrafts(files: StoryFiles, fleet: Fleet, config: ProjectConfig): readonly DraftEvent[] {
	const listed = new Set<AgentId>();
	const drafts: DraftEvent[] = [];

	for (const story of files.stories.values()) {
		const agentConfig = agentFor(config, story);
		const id = toAgentId(story.id, agentConfig.name);
		const event = toStoryRead(story, agentConfig.runtime);
		listed.add(id);

		if (!isKnown(fleet, id, event)) {
			drafts.push({agent: id, event});
		}
	}

	for (const {id: story, reason} of files.refused) {
		if (story === undefined) {
			continue;
		}

		const id = rowOfRefused(fleet, story, config);
		listed.add(id);

		if (fleet.agents[id]?.refusal !== reason) {
			drafts.push({agent: id, event: {type: 'story-refused', reason}});
		}
	}

	for (const agent of Object.values(fleet.agents)) {
		if (agent.isListed && !listed.has(agent.id)) {
			drafts.push({agent: agent.id, event: {type: 'story-removed'}});
		}
	}

	return drafts;
}

function toStoryRead(story: Story, runtime: string): Extract<FleetFact, {type: 'story-read'}> {
	return {
		type: 'story-read',
		title: story.title,
		runtime,
		after: story.after,
		priority: story.priority,
		budgetUsd: story.budgetUsd,
	};
}

function isKnown(fleet: Fleet, id: AgentId, event: Extract<FleetFact, {type: 'story-read'}>): boolean {
	const agent = fleet.agents[id];
	return (
		agent?.isListed === true &&
		agent.refusal === undefined &&
		agent.title === event.title &&
		agent.runtime === event.runtime &&
		agent.priority === event.priority &&
		agent.budgetUsd === event.budgetUsd &&
		agent.after.length === event.after.length &&
		agent.after.every((story, index) => story === event.after[index])
	);
}

/** The agent of a file that cannot be read: the listed agent of that story, or the first configured one. */
function rowOfRefused(fleet: Fleet, story: StoryId, config: ProjectConfig): AgentId {
	const known = Object.values(fleet.agents).find(agent => agent.story === story && agent.isListed);
	return known?.id ?? toAgentId(story, config.agents[0].name);
}

/** The part of the configuration that clients need. `base` is the branch that worktrees start from. */
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
		maxWaiting: limits.maxWaiting,
		maxRetries: limits.maxRetries,
		autoResume: limits.autoResume,
		budgets: {
			...(limits.storyBudgetUsd === undefined ? {} : {storyUsd: limits.storyBudgetUsd}),
			...(limits.dayBudgetUsd === undefined ? {} : {dayUsd: limits.dayBudgetUsd}),
			...(limits.projectBudgetUsd === undefined ? {} : {projectUsd: limits.projectBudgetUsd}),
		},
		agents: config.agents.map(toAgentFacts),
		...(refusedFiles.length === 0 ? {} : {refusedFiles}),
	};
}

function toAgentFacts({name, runtime, maxParallel, env}: AgentConfig): ProjectFacts['agents'][number] {
	const credential = credentialOf(findRuntime(runtime), env);
	return {
		name,
		runtime,
		...(maxParallel === undefined ? {} : {maxParallel}),
		...(credential === undefined ? {} : {credential}),
	};
}
