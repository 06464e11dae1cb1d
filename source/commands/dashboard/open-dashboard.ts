import type {ProjectClient} from '../../api/client.ts';
import {connect} from '../../api/spawn.ts';
import type {Recorded, RunEvent} from '../../core/fleet/agent-event.ts';
import {formatSince, selectSince} from '../../core/fleet/since.ts';
import type {AgentId, EpochMs, RunId} from '../../core/ids.ts';
import {runDashboard} from '../../dashboard/run-dashboard.tsx';
import {readLastLook, writeLastLook} from '../../store/last-look.ts';
import {readLog} from '../../store/logs/read-log.ts';
import {readNotifySettings} from './read-notify.ts';

export type OpenDashboardOptions = {
	/** Absolute path of the project. */
	readonly root: string;
	readonly env: NodeJS.ProcessEnv;
	/** A demo project: it has no last look, and leaving the dashboard ends it. */
	readonly isDemo: boolean;
	/** Limit of updates per second sent to the terminal. */
	readonly fps?: number;
	/** Aborting it closes the dashboard, like `q`. */
	readonly stop?: AbortSignal;
};

/** Shows the dashboard until the user leaves it. Starts the supervisor if none is running. */
export async function openDashboard({root, env, isDemo, fps, stop}: OpenDashboardOptions): Promise<void> {
	const summary = isDemo ? undefined : createSummary(root);
	// Restoring a closed terminal fails; the clean-up after it must still run.
	process.stdin.on('error', () => {});
	await runDashboard({
		connect: async () => {
			const {client} = await connect({root, env});
			summary?.read(client);
			return client;
		},
		readLog: (agent, run) => readRun({root, agent, run}),
		stdin: process.stdin,
		stdout: process.stdout,
		env,
		notifications: readNotifySettings(root),
		...(fps !== undefined && {fps}),
		...(isDemo && {leaving: 'demo-ends'}),
		greeting: summary?.text ?? demoGreeting,
		...(stop && {stop}),
	});

	if (!isDemo) {
		writeLastLook(root, Date.now() as EpochMs);
	}
}

const demoGreeting = Promise.resolve(
	'This is a demo: the agents play a script and send nothing anywhere. Press q to end it.',
);

/** The events of one run, from its log. */
async function* readRun(log: {root: string; agent: AgentId; run: RunId}): AsyncIterable<Recorded<RunEvent>> {
	for await (const recorded of readLog(log)) {
		if (isOfRun(recorded)) {
			yield recorded;
		}
	}
}

function isOfRun(recorded: Recorded): recorded is Recorded<RunEvent> {
	return recorded.run !== undefined;
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
