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

/**
 * The fleet when no supervisor is running: the stored facts, with unfinished runs as lost, and the current story files.
 * Throws `CONFIG_INVALID`.
 */
export async function readFleetWithoutSupervisor(root: string, stored: Fleet | undefined): Promise<Fleet> {
	return overlayStoryFiles(stored ?? emptyFleet, root);
}

/** Returns the fleet updated with the current configuration and story files. Throws `CONFIG_INVALID`. */
export async function overlayStoryFiles(fleet: Fleet, root: string): Promise<Fleet> {
	const config = await readProjectConfig(root);
	const stories = await readStories(config);
	return applyStories(applyConfig(fleet, config, stories), stories, config);
}

/** Reads `towline.toml`. Throws `CONFIG_INVALID`. */
export function readProjectConfig(root: string): Promise<ProjectConfig> {
	return readConfig({file: path.join(root, configFileName), runtimes: runtimeNames});
}

/** Applies the current story files as the events that the supervisor would record for them. */
function applyStories(fleet: Fleet, {stories, refused}: Stories, config: ProjectConfig): Fleet {
	let current = fleet;
	const [first] = config.agents;
	const runtimeOf = (name: string) => (config.agents.find(agent => agent.name === name) ?? first).runtime;
	const listed = new Set<AgentId>();

	for (const {id, title, agent, after, priority, budgetUsd} of stories) {
		const name = agent ?? first.name;
		const agentId = toAgentId(id, name);
		const runtime = runtimeOf(name);
		listed.add(agentId);
		current = apply(current, {agent: agentId}, {type: 'story-read', title, runtime, after, priority, budgetUsd});
	}

	for (const {id, reason} of refused) {
		if (id !== undefined) {
			const known = Object.values(current.agents).find(agent => agent.story === id);
			const agentId = known?.id ?? toAgentId(id, first.name);
			listed.add(agentId);
			current = apply(current, {agent: agentId}, {type: 'story-refused', reason});
		}
	}

	for (const agent of Object.values(fleet.agents)) {
		if (agent.isListed && !listed.has(agent.id)) {
			current = apply(current, {agent: agent.id}, {type: 'story-removed'});
		}
	}

	return current;
}

function applyConfig(
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
		maxWaiting: limits.maxWaiting,
		maxRetries: limits.maxRetries,
		autoResume: limits.autoResume,
		budgets: {},
		agents: agents.map(agent => ({name: agent.name, runtime: agent.runtime})),
		...(refusedFiles.length === 0 ? {} : {refusedFiles}),
	};
	return apply(fleet, {}, {type: 'project-configured', project});
}

/** Folds an event into the fleet without recording it. */
function apply(fleet: Fleet, about: {readonly agent?: AgentId}, event: AgentFact): Fleet {
	return evolve(fleet, {seq: fleet.seq + 1, position: 0, at: 0 as EpochMs, ...about, event});
}
