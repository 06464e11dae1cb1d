import type {ProjectClient} from '../../api/client.ts';
import {connect} from '../../api/spawn.ts';
import type {Recorded, RunEvent} from '../../core/fleet/agent-event.ts';
import {formatSince, selectSince} from '../../core/fleet/since.ts';
import type {AgentId, EpochMs, RunId} from '../../core/ids.ts';
import {runDashboard} from '../../dashboard/run-dashboard.tsx';
import {readLastLook, writeLastLook} from '../../store/last-look.ts';
import {readLog} from '../../store/logs/read-log.ts';
import {readNotify} from './read-notify.ts';

export type OpenDashboardOptions = {
	/** The project's root. */
	readonly root: string;
	readonly env: NodeJS.ProcessEnv;
	/** Nobody has looked at it before, nor will again. */
	readonly isDemo: boolean;
	/** The most updates a second that are sent to the terminal. */
	readonly fps?: number;
	/** Aborting it leaves, as `q` does. */
	readonly stop?: AbortSignal;
};

/** Shows the dashboard until the person leaves it; the supervisor is started when it is not there. */
export async function openDashboard({root, env, isDemo, fps, stop}: OpenDashboardOptions): Promise<void> {
	const news = isDemo ? undefined : createNews(root);
	// A terminal that was closed refuses to be given back; what comes after must happen nevertheless.
	process.stdin.on('error', () => {});
	await runDashboard({
		connect: async () => {
			const {client} = await connect({root, env});
			news?.read(client);
			return client;
		},
		readLog: (agent, run) => readRun({root, agent, run}),
		stdin: process.stdin,
		stdout: process.stdout,
		env,
		telling: readNotify(root),
		...(fps !== undefined && {fps}),
		...(isDemo && {leaving: 'demo-ends'}),
		news: news?.text ?? demoNews,
		...(stop && {stop}),
	});

	if (!isDemo) {
		writeLastLook(root, Date.now() as EpochMs);
	}
}

/** It is the first dashboard that many see. */
const demoNews = Promise.resolve('A demo: its agents play a script, and nothing is sent anywhere. q ends it.');

/** A run's log holds what happened to the run alone. */
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

/** What happened since the person last looked; opening the dashboard is looking, also if it is killed later. */
function createNews(root: string) {
	const lastLook = readLastLook(root);
	const {promise: text, resolve} = Promise.withResolvers<string | undefined>();
	const tell = async (client: ProjectClient) => {
		const now = Date.now() as EpochMs;
		const [fleet, rows] = await Promise.all([client.readFleet(), client.readLedger()]);
		writeLastLook(root, now);
		return lastLook === undefined ? undefined : formatSince(selectSince({fleet, rows, since: lastLook, now}), now);
	};

	return {
		text,
		/** Only the first time counts: after a reconnection the person sees for himself. */
		read: (client: ProjectClient) => void tell(client).then(resolve, () => resolve(undefined)),
	};
}
