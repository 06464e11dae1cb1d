import {TowlineError} from '../../core/errors.ts';
import {type Agent, isLive, liveRun} from '../../core/fleet/agent.ts';
import type {EpochMs, RunId} from '../../core/ids.ts';
import {listLogs} from '../../store/logs/log-files.ts';
import {readLog} from '../../store/logs/read-log.ts';
import {toOneLine} from '../../stream/sanitize.ts';

/** The run that is live, or the last one; `undefined` before the first. */
export function lastRun(agent: Agent): RunId | undefined {
	return isLive(agent) ? liveRun(agent)?.run : agent.lastEnd?.run;
}

/** The runs of an agent that have a log, the oldest first. */
export async function listRuns(root: string, {id}: Agent): Promise<readonly RunId[]> {
	const runs = listLogs(root).flatMap(({name}) => (name.agent === id && name.run !== undefined ? [name.run] : []));
	const starts = await Promise.all(runs.map(async run => ({run, at: await firstTime(root, id, run)})));
	return starts.sort((a, b) => a.at - b.at).map(({run}) => run);
}

async function firstTime(root: string, agent: Agent['id'], run: RunId): Promise<EpochMs> {
	for await (const {at} of readLog({root, agent, run})) {
		return at;
	}

	return 0 as EpochMs;
}

/** Finds a run by its number, counted from the oldest that has a log, or by its id or the beginning of it. Throws `RUN_UNKNOWN`. */
export async function findRun(root: string, agent: Agent, text: string): Promise<RunId> {
	const runs = await listRuns(root, agent);
	const matching = runs.filter(run => run.startsWith(text));
	const found = /^\d+$/.test(text) ? runs[Number(text) - 1] : matching.length === 1 ? matching[0] : undefined;

	if (found === undefined) {
		const known = runs.map((run, index) => `${index + 1} (${run})`).join(', ');
		throw new TowlineError('RUN_UNKNOWN', `${agent.id} has no run "${toOneLine(text)}" with a log.`, {
			hint: known === '' ? 'It has not run yet, or its logs were deleted.' : `It has ${known}.`,
		});
	}

	return found;
}
