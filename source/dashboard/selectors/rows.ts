import type {Resources, ResourcesAnswer} from '../../api/client.ts';
import {type Agent, liveRun} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {selectRows} from '../../core/fleet/selectors.ts';
import {needsPerson, type StatusView, statusesByUrgency, statusTraits, traitsOf} from '../../core/fleet/status.ts';
import {selectQueue} from '../../core/status/why.ts';
import {storyLabel} from '../lines/agent-words.ts';
import type {Grouping, QuickView, Sort, UiState} from '../state/ui-state.ts';
import {columns} from './columns.ts';

/** The rows of the table: those that need a person first, then by the person's sort, or as the stories are numbered. */
export function toRows(
	fleet: Fleet,
	{filter, quickView, sort, grouping}: Pick<UiState, 'filter' | 'quickView' | 'sort' | 'grouping'>,
	resources: ResourcesAnswer = {},
): readonly Agent[] {
	const all = quickView === 'queue' ? selectQueue(fleet) : selectRows(fleet);
	const rows = all.filter(agent => quickViews[quickView](agent) && matchesFilter(agent, filter));
	const sorted = sort ? sortBy(rows, sort, resources) : rows;
	const needed = [...sorted].sort((a, b) => needRank(a) - needRank(b));
	return grouping === 'none' ? needed : needed.sort((a, b) => compareGroups(a, b, grouping));
}

/** The group of a row: its status, or the name of its agent. */
export function groupOf({phase, name}: Agent, grouping: Grouping): string {
	return grouping === 'status' ? phase.status : grouping === 'agent' ? name : '';
}

/** By urgency of the status, or by the agent's name. */
function compareGroups(a: Agent, b: Agent, grouping: Grouping): number {
	return grouping === 'status'
		? statusesByUrgency.indexOf(a.phase.status) - statusesByUrgency.indexOf(b.phase.status)
		: collator.compare(groupOf(a, grouping), groupOf(b, grouping));
}

/** The agents of each quick view. */
const quickViews: Readonly<Record<QuickView, (agent: Agent) => boolean>> = {
	all: () => true,
	'needs-you': needsPerson,
	running: isIn('running'),
	queue: isIn('queue'),
	failed: isIn('failed'),
	completed: isIn('completed'),
};

function isIn(view: StatusView): (agent: Agent) => boolean {
	return agent => traitsOf(agent).view === view;
}

/** Every word must be found somewhere: in id, title, status, agent, branch, or the last thing it did. */
export function matchesFilter(agent: Agent, filter: string): boolean {
	const words = filter.toLowerCase().split(/\s+/).filter(Boolean);

	if (words.length === 0) {
		return true;
	}

	const {status} = agent.phase;
	const text = [
		agent.id,
		storyLabel(agent),
		status,
		statusTraits[status].label,
		agent.name,
		agent.branch ?? '',
		agent.model ?? '',
		agent.lastActivity ?? '',
	]
		.join('\n')
		.toLowerCase();
	return words.every(word => text.includes(word));
}

/** Agents that wait for an answer come first. No other status moves a row, so that rows keep their place. */
function needRank(agent: Agent): number {
	return traitsOf(agent).needsPerson === 'always' ? 0 : 1;
}

/** What the processes of an agent's live run use. */
export function resourcesOf(agent: Agent, resources: ResourcesAnswer): Resources | undefined {
	const live = liveRun(agent);
	return live && resources[live.run];
}

function sortBy(rows: readonly Agent[], {column, isDescending}: Sort, resources: ResourcesAnswer): readonly Agent[] {
	const {keyOf} = columns[column].sort;
	const direction = isDescending ? -1 : 1;

	return [...rows].sort((a, b) => {
		const left = keyOf(a, resourcesOf(a, resources));
		const right = keyOf(b, resourcesOf(b, resources));

		// What has no value stands last, whichever way it is sorted.
		if (left === undefined || right === undefined) {
			return (left === undefined ? 1 : 0) - (right === undefined ? 1 : 0);
		}

		const order =
			typeof left === 'number' && typeof right === 'number'
				? left - right
				: collator.compare(String(left), String(right));
		return direction * order;
	});
}

const collator = new Intl.Collator('en', {numeric: true});
