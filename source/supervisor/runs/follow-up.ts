import {toContinuation} from '../../core/commands/decide.ts';
import {type Agent, liveRun} from '../../core/fleet/agent.ts';
import type {FleetFact, RunFact} from '../../core/fleet/agent-event.ts';
import {evolveRun} from '../../core/fleet/evolve-run.ts';
import type {Clock} from '../clock.ts';
import {decideRetry} from '../policies/retry.ts';
import type {EndedReport} from './live-handle.ts';
import type {RunOptions} from './run-options.ts';

export type RunEnded = Extract<RunFact, {type: 'run-ended'}>;

/**
 * The `run-queued` fact that follows the end of a run. It is recorded in the same batch as the end, so that no client sees an agent
 * as failed that is about to be retried, and a crash cannot separate the two. `undefined`: no run follows.
 */
export function decideFollowUp(
	agent: Agent,
	ended: {readonly event: RunEnded; readonly report: EndedReport; readonly options: RunOptions},
	limits: {readonly maxRetries: number; readonly resumeLost: boolean; readonly clock: Clock},
): FleetFact | undefined {
	const {event, report, options} = ended;
	const after = evolveRun(agent, {event, at: limits.clock.now(), run: report.run});
	const end = after.lastEnd;

	if (report.couldNotStart || end?.run !== report.run) {
		return undefined;
	}

	const {cause, intent, isUnattended} = options;

	if (end.exit.kind === 'lost') {
		return limits.resumeLost
			? {type: 'run-queued', intent: toContinuation(after), cause: {kind: 'lost'}, isUnattended}
			: undefined;
	}

	const {lastTurn, undelivered} = report;
	const isSameKind =
		(cause.kind === 'retry' && end.exit.kind === 'failed') ||
		(cause.kind === 'stillborn-retry' && end.exit.kind === 'stillborn');
	const failuresBefore = isSameKind ? cause.attempt : 0;
	const hasSession = liveRun(agent)?.hasSession ?? false;
	const endedRun = {agent: after, end, intent, hasSession, lastTurn, undelivered, failuresBefore};
	const retry = decideRetry(endedRun, limits.maxRetries, limits.clock);

	if (!retry) {
		return undefined;
	}

	const {notBefore, ...rest} = retry;
	return {type: 'run-queued', ...rest, ...(notBefore === undefined ? {} : {notBefore}), isUnattended};
}
