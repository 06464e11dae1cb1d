import path from 'node:path';
import type {RunId} from '../../core/ids.ts';
import type {Environment, RunPlan} from '../../runtimes/runtime.ts';

/** The mark that ties every process of a run to it. */
export const runMark = 'TOWLINE_RUN';

/**
 * What a run's process gets: what the command that started it sent along, the agent's own variables from the
 * configuration, what its runtime needs, and our mark. Never anything of the supervisor's own.
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

/** The supervisor's own environment, for a run that nobody's command sent one for. */
export function ownEnvironment(env: NodeJS.ProcessEnv): Environment {
	const entries = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
	return Object.fromEntries(entries.filter(([name]) => name !== runMark));
}

/** Where the FIFOs of a project's runs lie: beside its socket, in a folder that is ours alone. */
export function fifoFolderOf(socketPath: string): string {
	return path.dirname(socketPath);
}
