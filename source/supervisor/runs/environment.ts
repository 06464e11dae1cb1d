import type {AgentId, RunId} from '../../core/ids.ts';
import type {Environment, RunPlan} from '../../runtimes/runtime.ts';

/** The environment variable that names the run of a process; custody finds processes by it. */
export const runMark = 'TOWLINE_RUN';

/**
 * The environment of a run's process: what the command that started it sent, then the agent's `env` from the configuration, then
 * what its runtime needs, then our mark. Nothing is inherited from the supervisor.
 */
export function toRunEnvironment(options: {
	readonly sent: Environment;
	readonly configured: Environment;
	readonly plan: Pick<RunPlan, 'setEnv' | 'unsetEnv'>;
	readonly run: RunId;
	readonly cwd: string;
}): Environment {
	const {sent, configured, plan, run, cwd} = options;
	const kept = Object.fromEntries(
		Object.entries({...sent, ...configured}).filter(([name]) => !plan.unsetEnv.includes(name)),
	);
	return {TERM: 'xterm-256color', ...kept, ...plan.setEnv, PWD: cwd, [runMark]: run};
}

/** The supervisor's own environment, for runs that no command sent one for. */
export function ownEnvironment(env: NodeJS.ProcessEnv): Environment {
	const entries = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
	return Object.fromEntries(entries.filter(([name]) => name !== runMark));
}

/** The environments that commands sent for the agents they start: kept in memory, never stored. */
export type Environments = {
	/** Sets the environment of this agent, and of every later run without one of its own. */
	offer(environment: Environment, agent?: AgentId): void;
	/** What the command that started the agent sent; otherwise what was sent last. */
	of(agent: AgentId): Environment;
	last(): Environment;
};

/** `own` is the supervisor's environment, used until a command sends one. */
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
