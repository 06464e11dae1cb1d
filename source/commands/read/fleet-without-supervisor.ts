import path from 'node:path';
import type {AgentFact} from '../../core/fleet/agent-event.ts';
import {evolve} from '../../core/fleet/evolve.ts';
import {emptyFleet, type Fleet} from '../../core/fleet/fleet.ts';
import {type AgentId, type EpochMs, toAgentId} from '../../core/ids.ts';
import type {ProjectConfig} from '../../project/config/config.ts';
import {readConfig} from '../../project/config/read-config.ts';
import {configFileName} from '../../project/find-project.ts';
import {readStories, type Stories} from '../../project/stories/stories.ts';
import {runtimeNames} from '../../runtimes/registry.ts';
import {readFleet} from '../../store/read-fleet.ts';

/**
 * The fleet without a supervisor: what was stored last, with what it left unfinished as lost, and the story files as
 * they are now. Throws `CONFIG_INVALID` and what reading the store throws.
 */
export async function readFleetWithoutSupervisor(root: string): Promise<Fleet> {
	return overlayStoryFiles(readFleet(root) ?? emptyFleet, root);
}

/** A fleet with the project's files as they are now laid over it. Throws `CONFIG_INVALID`. */
export async function overlayStoryFiles(fleet: Fleet, root: string): Promise<Fleet> {
	const config = await readProjectConfig(root);
	const stories = await readStories(config);
	return overlayStories(named(fleet, config, stories), stories, config);
}

/** `towline.toml` as it is now. Throws `CONFIG_INVALID`. */
export function readProjectConfig(root: string): Promise<ProjectConfig> {
	return readConfig({file: path.join(root, configFileName), runtimes: runtimeNames});
}

/** The story files as they are now, laid over a fleet that may not have heard of them yet. */
function overlayStories(fleet: Fleet, {stories, refused}: Stories, config: ProjectConfig): Fleet {
	let current = fleet;
	const [first] = config.agents;
	const runtimeOf = (name: string) => (config.agents.find(agent => agent.name === name) ?? first).runtime;
	const listed = new Set<AgentId>();

	for (const {id, title, agent, after, priority, budgetUsd} of stories) {
		const name = agent ?? first.name;
		const agentId = toAgentId(id, name);
		const runtime = runtimeOf(name);
		listed.add(agentId);
		current = learn(current, {agent: agentId}, {type: 'story-read', title, runtime, after, priority, budgetUsd});
	}

	for (const {id, reason} of refused) {
		if (id !== undefined) {
			const known = Object.values(current.agents).find(agent => agent.story === id);
			const agentId = known?.id ?? toAgentId(id, first.name);
			listed.add(agentId);
			current = learn(current, {agent: agentId}, {type: 'story-refused', reason});
		}
	}

	for (const agent of Object.values(fleet.agents)) {
		if (agent.isListed && !listed.has(agent.id)) {
			current = learn(current, {agent: agent.id}, {type: 'story-removed'});
		}
	}

	return current;
}

function named(
	fleet: Fleet,
	{name, root, stories, limits, agents}: ProjectConfig,
	{refused}: Pick<Stories, 'refused'>,
): Fleet {
	const refusedFiles = refused.filter(({id}) => id === undefined).map(({reason}) => reason);
	const project = {
		name,
		root,
		stories,
		base: fleet.project?.base,
		maxParallel: limits.maxParallel,
		maxRetries: limits.maxRetries,
		autoResume: limits.autoResume,
		budgets: {},
		agents: agents.map(agent => ({name: agent.name, runtime: agent.runtime})),
		...(refusedFiles.length === 0 ? {} : {refusedFiles}),
	};
	return learn(fleet, {}, {type: 'project-configured', project});
}

/** Folds something that is known without being recorded. */
function learn(fleet: Fleet, about: {readonly agent?: AgentId}, event: AgentFact): Fleet {
	return evolve(fleet, {seq: fleet.seq + 1, position: 0, at: 0 as EpochMs, ...about, event});
}
