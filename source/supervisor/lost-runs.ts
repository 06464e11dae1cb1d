import {type Agent, liveRun} from '../core/agent.ts';
import type {RunId} from '../core/ids.ts';
import type {Store} from '../store/store.ts';
import type {Custody} from './custody.ts';
import type {Recorder} from './recorder.ts';

/**
 * What an earlier supervisor left unfinished: its processes are ended, its runs are `lost` and can be resumed, and are
 * with `resume_lost`. Run once, before anything starts.
 */
export async function endLostRuns(options: {
	readonly store: Store;
	readonly recorder: Recorder;
	readonly custody: Custody;
	readonly resumeLost: boolean;
}): Promise<void> {
	const {store, recorder, custody, resumeLost} = options;

	for (const agent of Object.values(recorder.fleet().agents)) {
		const live = liveRun(agent);

		if (!live) {
			continue;
		}

		const swept = await custody.sweepLost(live);
		recorder.reopen(live.run, store.nextPosition({agent: agent.id, run: live.run}));
		recorder.record([
			{
				agent: agent.id,
				run: live.run,
				event: {type: 'run-ended', ...endOf(agent), exitCode: undefined, signal: undefined, swept},
			},
		]);

		if (resumeLost && agent.session !== undefined) {
			recorder.record([resumption(agent, live)]);
		}
	}
}

/** A wish to stop that was recorded is fulfilled by now; everything else was lost. */
function endOf({phase}: Agent) {
	return phase.status === 'stopping'
		? {exit: {kind: 'killed', by: phase.by} as const}
		: {exit: {kind: 'lost'} as const};
}

function resumption(agent: Agent, live: {readonly run: RunId; readonly isUnattended: boolean}) {
	const intent =
		agent.session === undefined ? ({kind: 'start'} as const) : ({kind: 'resume', session: agent.session} as const);
	return {
		agent: agent.id,
		event: {type: 'run-queued', intent, cause: {kind: 'lost'}, isUnattended: live.isUnattended} as const,
	};
}
