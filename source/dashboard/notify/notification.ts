import {assertNever} from '../../core/assert-never.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {selectCounts} from '../../core/fleet/selectors.ts';
import type {EpochMs} from '../../core/ids.ts';
import {selectReason} from '../../core/status/why.ts';
import {storyLabel} from '../lines/agent-words.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';

/** Something that a person who is not looking at the dashboard wants to know. */
export type Notification = {readonly kind: 'needs-you' | 'failed' | 'completed'; readonly text: string};

/** Notifications for what changed between two states of the fleet; none for the first state, which holds the past. */
export function notificationsBetween(before: Fleet, after: Fleet, now: EpochMs): readonly Notification[] {
	if (before === after || before.seq === 0) {
		return [];
	}

	return Object.values(after.agents).flatMap(agent => {
		const known = before.agents[agent.id];
		return known === agent || known?.phase.status === agent.phase.status ? [] : notificationsOf(agent, after, now);
	});
}

/** The terminal's title: the project, and how many agents need a person, failed or run. */
export function toTitle(fleet: Fleet): string {
	const counts = selectCounts(fleet);
	const parts = [
		...(counts['needs-input'] > 0
			? [`${counts['needs-input']} need${counts['needs-input'] === 1 ? 's' : ''} you`]
			: []),
		...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
		...(counts.running > 0 ? [`${counts.running} running`] : []),
	];
	const name = fleet.project ? ` ${sanitizeForCell(fleet.project.name)}` : '';
	return `towline${name}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}

function notificationsOf(agent: Agent, fleet: Fleet, now: EpochMs): readonly Notification[] {
	const label = storyLabel(agent);
	const reason = selectReason(agent, fleet, now);
	const because = reason === undefined ? '' : `: ${sanitizeForCell(reason)}`;

	switch (agent.phase.status) {
		case 'needs-input':
			return [{kind: 'needs-you', text: `${label} ${sanitizeForCell(reason ?? 'needs you')}`}];
		case 'failed':
		case 'lost':
			return [{kind: 'failed', text: `${label} ${agent.phase.status}${because}`}];
		case 'completed':
			return [{kind: 'completed', text: `${label} is completed`}];
		case 'idle':
		case 'queued':
		case 'starting':
		case 'running':
		case 'stopping':
		case 'stopped':
		case 'rate-limited':
			return [];
		default:
			return assertNever(agent.phase);
	}
}
