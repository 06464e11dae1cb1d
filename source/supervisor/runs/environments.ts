import type {AgentId} from '../../core/ids.ts';
import type {Environment} from '../../runtimes/runtime.ts';

/** What agents are started with: held in memory, never stored. */
export type Environments = {
	/** A command offered its environment for what starts from now on; with `agent`, for that one in particular. */
	offer(environment: Environment, agent?: AgentId): void;
	/** What an agent gets: what the command that started it sent, or whatever was sent last. */
	of(agent: AgentId): Environment;
	last(): Environment;
};

/** `own` is the supervisor's: for what nobody's command started. */
export function createEnvironments(own: Environment): Environments {
	const byAgent = new Map<AgentId, Environment>();
	let last = own;

	return {
		offer(environment, agent) {
			last = environment;

			if (agent !== undefined) {
				byAgent.set(agent, environment);
			}
		},
		of: agent => byAgent.get(agent) ?? last,
		last: () => last,
	};
}
