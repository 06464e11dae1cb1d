import type {Agent} from '../fleet/agent.ts';
import type {Fleet} from '../fleet/fleet.ts';
import type {AgentId, EpochMs} from '../ids.ts';

/** How long an agent waits for a person before it gives up its slot: rules and quick answers come sooner. */
export const givesUpSlotAfterMs = 10_000;

/**
 * The agents that are live and take no slot, because they wait for a person: the first `max_waiting` that began to wait. Once
 * answered, an agent goes on at once and takes a slot again, so no queued agent starts before it.
 */
export function selectWithoutSlot(fleet: Fleet, now: EpochMs): ReadonlySet<AgentId> {
	const ids = waitingFor(fleet)
		.filter(({since}) => !hasJustAsked(since, now))
		.map(({id}) => id);
	return new Set(ids.slice(0, maxWaitingOf(fleet)));
}

/** When the next agent gives up its slot, unless it is answered before; `undefined` if none will. */
export function nextSlotGivenUpAt(fleet: Fleet, now: EpochMs): EpochMs | undefined {
	const waiting = waitingFor(fleet).slice(0, maxWaitingOf(fleet));
	const next = waiting.find(({since}) => hasJustAsked(since, now));
	return next && ((next.since + givesUpSlotAfterMs) as EpochMs);
}

/** False if it asked in the future: the clock was set back since, so how long it has waited is unknown. */
function hasJustAsked(since: EpochMs, now: EpochMs): boolean {
	return since <= now && now - since < givesUpSlotAfterMs;
}

type WaitingAgent = {readonly id: AgentId; readonly since: EpochMs};

/** Who waits for a person, the longest first. In an unattended run nobody is waited for. */
function waitingFor(fleet: Fleet): readonly WaitingAgent[] {
	return Object.values(fleet.agents)
		.flatMap(agent => toWaiting(agent) ?? [])
		.sort((a, b) => a.since - b.since);
}

function toWaiting({id, phase}: Agent): WaitingAgent | undefined {
	const asked = phase.status === 'needs-input' && !phase.live.isUnattended ? phase.live.permissions[0] : undefined;
	return asked && {id, since: asked.askedAt};
}

function maxWaitingOf({project}: Fleet): number {
	return project?.maxWaiting ?? 0;
}
