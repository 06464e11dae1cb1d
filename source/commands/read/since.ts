import type {Agent} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {type Since, selectSince} from '../../core/fleet/since.ts';
import {traitsOf} from '../../core/fleet/status.ts';
import {formatUsd} from '../../core/format.ts';
import type {EpochMs} from '../../core/ids.ts';
import {selectReason} from '../../core/status/why.ts';
import {readLastLook, writeLastLook} from '../../store/last-look.ts';
import {toSafeJson} from '../../stream/safe-json.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import type {CommandHandler} from '../invocation.ts';
import {toNamedJson} from './agent-json.ts';
import {toIso} from './iso-time.ts';
import {formatPastTime, readTime} from './past-time.ts';
import {type ProjectState, readState} from './project-state.ts';
import {readLedger} from './read-ledger.ts';

/**
 * `towline since`: prints what finished, failed or needs a person, and the cost, since a time. Without a time it starts at
 * the last look and stores a new one.
 */
export const run: CommandHandler = async invocation => {
	const [text] = invocation.args;
	const now = Date.now() as EpochMs;
	const given = text === undefined ? undefined : readTime(text, now);
	const state = await readState(invocation);
	const {root, fleet} = state;
	const since = given ?? readLastLook(root) ?? (0 as EpochMs);
	const summary = selectSince({fleet, rows: await readLedger(invocation), since, now});

	if (invocation.options.json) {
		await invocation.print(toSafeJson(toJson(summary, fleet, now), '\t'));
	} else {
		const heading = given === undefined ? formatHeading(since, now) : `Since ${formatPastTime(since, now)}:`;
		await invocation.print([heading, ...formatSummary(summary, fleet, now)].join('\n'));
	}

	if (given === undefined) {
		await storeLook(state, summary, now);
	}

	return 0;
};

function toJson({since, finished, failed, stopped, waiting, spent}: Since, fleet: Fleet, now: EpochMs) {
	const toAgents = (agents: readonly Agent[]) => agents.map(agent => toNamedJson(agent, fleet, now));
	const {costUsd, ...tokens} = spent.usage;
	return {
		since: since === 0 ? null : toIso(since),
		completed: toAgents(finished),
		failed: toAgents(failed),
		stopped: toAgents(stopped),
		needsYou: toAgents(waiting),
		tokens,
		costUsd: costUsd ?? null,
		costIsEstimate: spent.isEstimate,
	};
}

function formatHeading(since: EpochMs, now: EpochMs): string {
	return since === 0 ? 'Since the beginning:' : `Since ${formatPastTime(since, now)}, when you last looked:`;
}

function formatSummary(summary: Since, fleet: Fleet, now: EpochMs): readonly string[] {
	const {finished, failed, stopped, waiting, spent} = summary;
	const section = (title: string, agents: readonly Agent[]) => [
		agents.length === 0 ? `${title}: nothing.` : `${title}:`,
		...agents.map(agent => `  ${formatAgent(agent, fleet, now)}`),
	];
	return [
		...section('Completed', finished),
		...section('Failed', failed),
		...(stopped.length > 0 ? section('Stopped', stopped) : []),
		...section('Needs you', waiting),
		`Cost: ${formatUsd(spent.usage.costUsd, spent.isEstimate)}`,
	];
}

function formatAgent(agent: Agent, fleet: Fleet, now: EpochMs): string {
	const reason = selectReason(agent, fleet, now);
	return toOneLine(reason === undefined ? agent.story : `${agent.story} ${traitsOf(agent).label}: ${reason}`);
}

/** Stores the look, and marks the printed agents as seen for the dashboard. */
async function storeLook({root, connected}: ProjectState, summary: Since, now: EpochMs): Promise<void> {
	writeLastLook(root, now);
	const printed = [...summary.finished, ...summary.failed, ...summary.stopped];
	await Promise.all(printed.map(({id}) => connected?.client.send({type: 'see', agent: id})));
}
