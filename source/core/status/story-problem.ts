import type {ErrorCode} from '../errors.ts';
import type {Agent} from '../fleet/agent.ts';
import type {Intent} from '../fleet/agent-event.ts';
import type {Fleet} from '../fleet/fleet.ts';

/** Why an agent cannot start, whoever asks: for a person's command and for the queue alike. */
export type StoryProblem = {readonly code: ErrorCode; readonly reason: string};

/** A session can be continued without its story's file; a fresh start needs the text. */
export function storyProblem(agent: Agent, intent: Intent['kind'], {project}: Fleet): StoryProblem | undefined {
	if (project && !project.agents.some(({name}) => name === agent.name)) {
		return {code: 'AGENT_UNKNOWN', reason: `towline.toml has no agent "${agent.name}" any more`};
	}

	if (intent === 'resume') {
		return undefined;
	}

	if (agent.refusal !== undefined) {
		return {code: 'STORY_INVALID', reason: agent.refusal};
	}

	return agent.isListed ? undefined : {code: 'STORY_UNKNOWN', reason: 'its story file is gone or names another agent'};
}
