import type {Fleet, PauseReason} from '../../core/fleet/fleet.ts';
import type {AgentId, EpochMs} from '../../core/ids.ts';
import {selectWaiting, waitingReason} from '../../core/status/why.ts';

/** A pause of the queue that keeps stories of `towline run` from starting. */
export type Hold = {
	readonly reason: PauseReason;
	readonly detail: string | undefined;
	readonly since: EpochMs;
	/** How many stories of the command wait for its end. */
	readonly stories: number;
};

/** The pause that holds these agents; `undefined` if none is held. */
export function selectHold(ids: Iterable<AgentId>, fleet: Fleet, now: EpochMs): Hold | undefined {
	const held = [...ids].flatMap(id => {
		const agent = fleet.agents[id];
		const waiting = agent && selectWaiting(agent, fleet, now);
		return waiting?.kind === 'paused' ? [waiting] : [];
	});
	const pause = fleet.pauses.find(({reason}) => reason === held[0]?.reason);
	return pause && {...pause, stories: held.length};
}

/** Why nothing starts and what to do about it, as a sentence that follows another. */
export function formatHold({reason, detail}: Hold): string {
	return `${waitingReason({kind: 'paused', reason, detail}, 0 as EpochMs)}. ${advice[reason]}`;
}

const advice: Readonly<Record<PauseReason, string>> = {
	user: '`towline unpause` resumes it.',
	'disk-full': 'It goes on when the disk has room.',
	budget: 'Raise the budget in towline.toml, or start a story all the same with `towline start`.',
};
