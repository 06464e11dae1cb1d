import path from 'node:path';
import {TowlineError} from '../../core/errors.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {selectRows} from '../../core/fleet/selectors.ts';
import type {StoryId} from '../../core/ids.ts';
import {agentOfStory} from '../../core/status/waiting.ts';
import type {ProjectState} from '../read/project-state.ts';

/**
 * The agent a person means: `42_checkout:coder`, `42_checkout`, or a beginning that only one story has, `42`.
 * Throws `AGENT_UNKNOWN`, naming those it could be.
 */
export function findAgent(fleet: Fleet, text: string): Agent {
	const exact = Object.values(fleet.agents).find(agent => agent.id === text);
	const ofStory = exact ?? agentOfStory(fleet, text as StoryId);

	if (ofStory) {
		return ofStory;
	}

	const [first, ...others] = candidates(fleet, text);

	if (first && others.length === 0) {
		return first;
	}

	if (first) {
		const names = [first, ...others].map(agent => agent.id);
		throw new TowlineError('AGENT_UNKNOWN', `"${text}" could be ${names.join(', ')}.`, {hint: 'Write more of it.'});
	}

	throw new TowlineError('AGENT_UNKNOWN', `There is no story "${text}" in this project.`, {
		hint: '`towline ps` lists them.',
	});
}

/**
 * As `findAgent`; a story whose file was written a moment ago, before the supervisor noticed it, is found as well.
 * Throws `AGENT_UNKNOWN`, and what reading the configuration throws.
 */
export async function findAgentOrStoryFile({fleet, root}: ProjectState, text: string): Promise<Agent> {
	try {
		return findAgent(fleet, text);
	} catch (error) {
		if (!(error instanceof TowlineError) || error.code !== 'AGENT_UNKNOWN') {
			throw error;
		}

		const {overlayStoryFiles} = await import('../read/fleet-without-supervisor.ts');
		return findAgent(await overlayStoryFiles(fleet, path.resolve(root)), text);
	}
}

/** Whole words first: `4` is `4_login`, also when there is a `42_checkout`. */
function candidates(fleet: Fleet, text: string): readonly Agent[] {
	const [story = '', name] = text.split(':');
	const rows = selectRows(fleet).filter(agent => name === undefined || agent.name.startsWith(name));
	const starting = story === '' ? [] : rows.filter(agent => agent.story.startsWith(story));
	const whole = starting.filter(agent => agent.story === story || /^[._-]/.test(agent.story.slice(story.length)));
	return whole.length > 0 ? whole : starting;
}
