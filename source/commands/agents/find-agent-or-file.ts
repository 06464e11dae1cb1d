import path from 'node:path';
import {TowlineError} from '../../core/errors.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import type {ProjectState} from '../read/project-state.ts';
import {findAgent} from './find-agent.ts';

/**
 * As `findAgent`; a story whose file was written a moment ago, before the supervisor noticed it, is found as well.
 * Throws `AGENT_UNKNOWN`, and what reading the configuration throws.
 */
export async function findAgentOrFile({fleet, root}: ProjectState, text: string): Promise<Agent> {
	try {
		return findAgent(fleet, text);
	} catch (error) {
		if (!(error instanceof TowlineError) || error.code !== 'AGENT_UNKNOWN') {
			throw error;
		}

		const {withStoryFiles} = await import('../read/read-offline.ts');
		return findAgent(await withStoryFiles(fleet, path.resolve(root)), text);
	}
}
