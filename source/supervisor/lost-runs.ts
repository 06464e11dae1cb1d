import {liveRun} from '../core/agent.ts';
import type {AgentId, SessionId} from '../core/ids.ts';
import {lostExit} from '../core/lost.ts';
import type {Store} from '../store/store.ts';
import type {Custody} from './custody.ts';
import type {DraftEvent, Recorder} from './recorder.ts';

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

	const lost = Object.values(recorder.fleet().agents).flatMap(agent => {
		const live = liveRun(agent);
		return live ? [{agent, live}] : [];
	});
	// Side by side: what does not want to go takes its time.
	const swept = await Promise.all(lost.map(({live}) => custody.sweepLost(live)));

	for (const [index, {agent, live}] of lost.entries()) {
		recorder.reopen(live.run, store.nextPosition({agent: agent.id, run: live.run}));
		recorder.record([
			{
				agent: agent.id,
				run: live.run,
				event: {
					type: 'run-ended',
					exit: lostExit(agent.phase),
					exitCode: undefined,
					signal: undefined,
					swept: swept[index] ?? 0,
				},
			},
		]);

		if (resumeLost && agent.session !== undefined && agent.phase.status !== 'stopping') {
			recorder.record([toResumption(agent.id, agent.session, live.isUnattended)]);
		}
	}
}

function toResumption(agent: AgentId, session: SessionId, isUnattended: boolean): DraftEvent {
	return {
		agent,
		event: {type: 'run-queued', intent: {kind: 'resume', session}, cause: {kind: 'lost'}, isUnattended},
	};
}
