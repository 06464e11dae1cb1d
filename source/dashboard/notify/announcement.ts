import type {Agent} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {traitsOf} from '../../core/fleet/status.ts';
import type {EpochMs} from '../../core/ids.ts';
import {selectReason} from '../../core/status/why.ts';
import {storyLabel} from '../lines/agent-words.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import {createStore, type Store} from '../state/store.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';

/** A line for a screen reader. It is printed once and never changes. */
export type Announcement = {readonly id: number; readonly text: string};

/** Collects a line for each change of a status, for screen readers; subscribed for as long as the store exists. */
export function createAnnouncementLog(store: Store<DashboardState>): Store<readonly Announcement[]> {
	const log = createStore<readonly Announcement[]>([]);
	let {fleet} = store.getState();

	store.subscribe(() => {
		const state = store.getState();
		const lines = changesBetween(fleet, state.fleet, state.now);
		fleet = state.fleet;

		if (lines.length > 0) {
			log.update(announced => [...announced, ...lines.map((text, index) => ({id: announced.length + index, text}))]);
		}
	});

	return log;
}

/** An agent in a sentence: `41 cart totals: running`. */
export function toSentence(agent: Agent, fleet: Fleet, now: EpochMs): string {
	const reason = selectReason(agent, fleet, now);
	const because = reason === undefined ? '' : `, ${sanitizeForCell(reason)}`;
	return `${storyLabel(agent)}: ${traitsOf(agent).label}${because}`;
}

function changesBetween(before: Fleet, after: Fleet, now: EpochMs): readonly string[] {
	return before === after
		? []
		: Object.values(after.agents).flatMap(agent =>
				before.agents[agent.id]?.phase.status === agent.phase.status ? [] : [toSentence(agent, after, now)],
			);
}
