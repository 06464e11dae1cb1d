import path from 'node:path';
import {TowlineError} from '../../core/errors.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {selectRows} from '../../core/fleet/selectors.ts';
import type {StoryId} from '../../core/ids.ts';
import {agentOfStory} from '../../core/status/waiting.ts';
import {didYouMean} from '../did-you-mean.ts';
import type {ProjectState} from '../read/project-state.ts';

/**
 * Finds an agent by its id (`42_checkout:coder`), its story (`42_checkout`), or a unique prefix (`42`).
 * Throws `AGENT_UNKNOWN`, with the candidates if there are several.
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
		throw new TowlineError('AGENT_UNKNOWN', `"${text}" is ambiguous: ${names.join(', ')}.`, {
			hint: 'Type more characters.',
		});
	}

	const known = selectRows(fleet).flatMap(({id, story}) => [story, ...(text.includes(':') ? [id] : [])]);
	throw new TowlineError('AGENT_UNKNOWN', `There is no story "${text}" in this project.`, {
		hint: [didYouMean(text, known), '`towline ps` lists the stories.'].filter(Boolean).join(' '),
	});
}

/**
 * Like `findAgent`, but also finds a story whose file is so new that the supervisor has not read it yet.
 * Throws `AGENT_UNKNOWN`, and `CONFIG_INVALID` if the configuration cannot be read.
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

/** A prefix that ends at a separator wins: `4` means `4_login`, even if there is a `42_checkout`. */
function candidates(fleet: Fleet, text: string): readonly Agent[] {
	const [story = '', name] = text.split(':');
	const rows = selectRows(fleet).filter(agent => name === undefined || agent.name.startsWith(name));
	const starting = story === '' ? [] : rows.filter(agent => agent.story.startsWith(story));
	const whole = starting.filter(agent => agent.story === story || /^[._-]/.test(agent.story.slice(story.length)));
	return whole.length > 0 ? whole : starting;
}
