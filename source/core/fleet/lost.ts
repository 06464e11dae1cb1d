import type {RunId} from '../ids.ts';
import {type Agent, liveRun, type Phase, type RunEnd, restingPhase} from './agent.ts';
import type {Fleet} from './fleet.ts';
import type {RunExit} from './run-exit.ts';

/**
 * The fleet as it must be read when no supervisor owns it: a live run whose process nobody holds is `lost`. The next
 * supervisor records the same. A run in `held` goes on, and what is queued stays queued: it starts then.
 */
export function withLost(fleet: Fleet, held: ReadonlySet<RunId> = new Set()): Fleet {
	const agents = Object.entries(fleet.agents).map(([id, agent]) => {
		const run = liveRun(agent)?.run;
		return [id, run !== undefined && held.has(run) ? agent : lose(agent)];
	});
	return {...fleet, agents: Object.fromEntries(agents)};
}

/** How a live run ends when the process that holds it dies: `killed` if a stop was recorded, otherwise `lost`. */
export function lostExit(phase: Phase): RunExit {
	return phase.status === 'stopping'
		? {kind: 'killed', by: phase.by, ...(phase.reason === undefined ? {} : {reason: phase.reason})}
		: {kind: 'lost'};
}

/** When the run ended is not known, so the time of its last event is used. */
function lose(agent: Agent): Agent {
	const live = liveRun(agent);

	if (!live) {
		return agent;
	}

	const lastEnd: RunEnd = {
		run: live.run,
		exit: lostExit(agent.phase),
		exitCode: undefined,
		signal: undefined,
		startedAt: live.startedAt,
		endedAt: agent.lastEventAt ?? live.startedAt,
		swept: 0,
		newCommits: undefined,
		undelivered: live.undelivered.map(({text}) => text),
		background: live.background,
		problems: live.problems,
		cause: live.cause,
		isUnattended: live.isUnattended,
		isUnseen: true,
	};
	return {...agent, lastEnd, phase: restingPhase(lastEnd)};
}
