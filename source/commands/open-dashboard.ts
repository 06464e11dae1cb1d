import {TowlineError} from '../core/errors.ts';

export type OpenDashboardOptions = {
	readonly root: string;
	readonly env: NodeJS.ProcessEnv;
	/** Leaving it ends the project: it says so. */
	readonly isDemo: boolean;
};

/** Shows the dashboard until the person leaves it. */
export async function openDashboard({root}: OpenDashboardOptions): Promise<void> {
	throw new TowlineError('INTERNAL', `The dashboard of ${root} is not built in.`, {
		hint: '`towline ps` shows the table.',
	});
}
