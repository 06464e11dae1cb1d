import {connect} from '../api/spawn.ts';
import {runDashboard} from '../dashboard/run-dashboard.tsx';

export type OpenDashboardOptions = {
	/** The project's root. */
	readonly root: string;
	readonly env: NodeJS.ProcessEnv;
	/** Leaving it ends the project: it says so. */
	readonly isDemo: boolean;
	/** Aborting it leaves, as `q` does. */
	readonly stop?: AbortSignal;
};

/** Shows the dashboard until the person leaves it; the supervisor is started when it is not there. */
export async function openDashboard({root, env, stop}: OpenDashboardOptions): Promise<void> {
	// A terminal that was closed refuses to be given back; what comes after must happen nevertheless.
	process.stdin.on('error', () => {});
	await runDashboard({
		connect: async () => (await connect({root, env})).client,
		stdin: process.stdin,
		stdout: process.stdout,
		env,
		...(stop && {stop}),
	});
}
