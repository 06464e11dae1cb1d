import {type Agent, liveRun} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {unknownResetDelayMs} from '../../core/fleet/rate-limit.ts';
import {selectRows, selectUsage} from '../../core/fleet/selectors.ts';
import type {EpochMs} from '../../core/ids.ts';
import {selectReason} from '../../core/status/why.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import {toIso, withIsoTimes} from './iso-time.ts';

/** The output of `towline ps --json`. Scripts depend on it, so names never change. Absent values are `null`. */
export function toFleetJson(fleet: Fleet, now: EpochMs) {
	return {
		project: fleet.project?.name ?? null,
		cannotStore: toCannotStore(fleet),
		agents: selectRows(fleet).map(agent => toAgentJson(agent, fleet, now)),
	};
}

/** What `queue --json` and `since --json` tell of an agent; `ps --json` has the rest. */
export function toNamedJson(agent: Agent, fleet: Fleet, now: EpochMs) {
	const reason = selectReason(agent, fleet, now);
	return {
		id: agent.id,
		story: agent.story,
		status: agent.phase.status,
		reason: reason === undefined ? null : toOneLine(reason),
	};
}

/** Since when and why facts cannot be stored; `null` while they can. */
export function toCannotStore({pauses}: Fleet) {
	const pause = pauses.find(({reason}) => reason === 'disk-full');
	return pause ? {since: new Date(pause.since).toISOString(), detail: toOneLine(pause.detail ?? '')} : null;
}

function toAgentJson(agent: Agent, fleet: Fleet, now: EpochMs) {
	const {usage, isEstimate} = selectUsage(agent);
	const live = liveRun(agent);
	const end = 'end' in agent.phase ? agent.phase.end : undefined;
	const reason = selectReason(agent, fleet, now);
	return {
		id: agent.id,
		story: agent.story,
		title: toOneLine(agent.title),
		agent: agent.name,
		runtime: agent.runtime,
		status: agent.phase.status,
		reason: reason === undefined ? null : toOneLine(reason),
		sessionId: agent.session ?? null,
		sessions: agent.sessions.map(({model, session, openedAt}) => ({
			model: model ?? null,
			sessionId: session,
			openedAt: toIso(openedAt),
		})),
		model: agent.model ?? null,
		tokens: {
			input: usage.input,
			output: usage.output,
			cacheWrite: usage.cacheWrite,
			cacheRead: usage.cacheRead,
		},
		costUsd: usage.costUsd ?? null,
		costIsEstimate: isEstimate,
		startedAt: toIso(live?.startedAt ?? agent.lastEnd?.startedAt),
		endedAt: toIso(live ? undefined : agent.lastEnd?.endedAt),
		lastEventAt: toIso(agent.lastEventAt),
		attempt: agent.attempts,
		pid: live?.pid ?? null,
		exit: end ? withIsoTimes(end.exit) : null,
		resumesAt: toIso(resumesAt(agent)),
		permission: toPermission(agent),
		// Without a branch of its own the agent works in the checkout, not in a worktree.
		worktree: agent.branch === undefined ? null : (agent.cwd ?? null),
		branch: agent.branch ?? null,
		changes: agent.changes ?? null,
	};
}

/** The oldest unanswered permission request. */
function toPermission(agent: Agent) {
	const permission = liveRun(agent)?.permissions[0];
	return permission
		? {
				requestId: permission.requestId,
				tool: toOneLine(permission.tool),
				summary: toOneLine(permission.summary),
				subject: permission.subject,
				details: permission.details,
				isWhole: permission.isWhole,
				reason: permission.reason ?? null,
				always: permission.alwaysLabel ?? null,
			}
		: null;
}

/** When the agent starts or resumes by itself; `undefined` if that has no time. */
function resumesAt({phase}: Agent): EpochMs | undefined {
	if (phase.status === 'queued') {
		return phase.notBefore;
	}

	if (!('end' in phase) || phase.end.exit.kind !== 'rate-limited') {
		return undefined;
	}

	const {exit, endedAt} = phase.end;
	return exit.resetsAt ?? ((endedAt + unknownResetDelayMs) as EpochMs);
}
