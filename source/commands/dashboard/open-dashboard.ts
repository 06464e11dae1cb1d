import type {ProjectClient} from '../../api/client.ts';
import {connect, reconnect} from '../../api/spawn.ts';
import {TowlineError} from '../../core/errors.ts';
import {formatSince, selectSince} from '../../core/fleet/since.ts';
import type {EpochMs} from '../../core/ids.ts';
import {type DashboardOptions, runDashboard} from '../../dashboard/run-dashboard.tsx';
import {readLastLook, writeLastLook} from '../../store/last-look.ts';
import {readRunLog} from '../../store/logs/read-log.ts';
import type {Invocation} from '../invocation.ts';
import {askTrust, confirmOnTerminal} from '../trust/ask-trust.ts';
import {readNotifySettings} from './read-notify.ts';

export type OpenDashboardOptions = {
	/** Absolute path of the project. */
	readonly root: string;
	readonly env: NodeJS.ProcessEnv;
	/** For the question whether to trust the project, which is asked outside of the dashboard. */
	readonly print: Invocation['print'];
	/** A demo project: it has no last look, and leaving the dashboard ends it. */
	readonly isDemo: boolean;
	/** A program that the demo does without. */
	readonly missing?: string;
	/** Limit of updates per second sent to the terminal. */
	readonly fps?: number;
	/** Aborting it closes the dashboard, like `q`. */
	readonly stop?: AbortSignal;
};

/**
 * Shows the dashboard until the user leaves it. Starts the supervisor if none is running; of a project that is not trusted, it
 * leaves the dashboard and asks first. Throws what speaks against the project's `.towline`.
 */
export async function openDashboard({
	root,
	env,
	isDemo,
	missing,
	fps,
	stop,
	print,
}: OpenDashboardOptions): Promise<void> {
	const summary = isDemo ? undefined : createSummary(root);
	// Restoring a closed terminal fails; the clean-up after it must still run.
	process.stdin.on('error', () => {});
	const common: Omit<DashboardOptions, 'connect' | 'stop'> = {
		readLog: (agent, run) => readRunLog({root, agent, run}),
		stdin: process.stdin,
		stdout: process.stdout,
		env,
		notifications: readNotifySettings(root),
		...(fps !== undefined && {fps}),
		...(isDemo && {leaving: 'demo-ends'}),
		greeting: summary?.text ?? Promise.resolve(toDemoGreeting(missing)),
	};

	for (;;) {
		const untrusted = new AbortController();
		await runDashboard({
			...common,
			connect: async how => {
				const {client} = await (how === 'first' ? connect : reconnect)({root, env}).catch(error => {
					// Leaves the dashboard: the question needs the terminal, with its scroll-back.
					isNotTrusted(error) && untrusted.abort();
					throw error;
				});
				summary?.read(client);
				return client;
			},
			stop: AbortSignal.any([untrusted.signal, ...(stop ? [stop] : [])]),
		});

		if (
			!untrusted.signal.aborted ||
			!(await askTrust({root, env, print, confirm: () => confirmOnTerminal(stop), adopt: false}))
		) {
			break;
		}
	}

	if (!isDemo) {
		writeLastLook(root, Date.now() as EpochMs);
	}
}

function isNotTrusted(error: unknown): boolean {
	return error instanceof TowlineError && error.code === 'NOT_TRUSTED';
}

function toDemoGreeting(missing: string | undefined): string {
	return missing === undefined
		? 'A demo: the agents play a script and send nothing anywhere. q ends it.'
		: `This is a demo. ${missing} was not found, so agents share one folder without diffs. Press q to end it.`;
}

/** Summarises what happened since the last look. The new look is stored at once, in case the dashboard is killed. */
function createSummary(root: string) {
	const lastLook = readLastLook(root);
	const {promise: text, resolve} = Promise.withResolvers<string | undefined>();
	const readText = async (client: ProjectClient) => {
		const now = Date.now() as EpochMs;
		const [fleet, rows] = await Promise.all([client.readFleet(), client.readLedger()]);
		writeLastLook(root, now);
		return lastLook === undefined ? undefined : formatSince(selectSince({fleet, rows, since: lastLook, now}), now);
	};

	return {
		text,
		/** Reads the summary at the first connection; later calls (reconnections) change nothing. */
		read: (client: ProjectClient) => void readText(client).then(resolve, () => resolve(undefined)),
	};
}
