import {assertNever} from '../../core/assert-never.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {selectCounts} from '../../core/fleet/selectors.ts';
import type {EpochMs} from '../../core/ids.ts';
import {selectReason} from '../../core/status/why.ts';
import {storyLabel} from '../lines/agent-words.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';

/** What a person elsewhere would want to hear. */
export type Notification = {readonly kind: 'needs-you' | 'failed' | 'completed'; readonly text: string};

/** What happened between two states of the fleet; nothing when the first is not known yet. */
export function newsBetween(before: Fleet, after: Fleet, now: EpochMs): readonly Notification[] {
	if (before === after || before.seq === 0) {
		return [];
	}

	return Object.values(after.agents).flatMap(agent => {
		const known = before.agents[agent.id];
		return known === agent || known?.phase.status === agent.phase.status ? [] : newsOf(agent, after, now);
	});
}

/** The terminal's title: who, and whether anybody is needed. */
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

function newsOf(agent: Agent, fleet: Fleet, now: EpochMs): readonly Notification[] {
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
