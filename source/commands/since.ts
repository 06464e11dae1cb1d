import type {Agent} from '../core/agent.ts';
import {TowlineError} from '../core/errors.ts';
import type {Fleet} from '../core/fleet.ts';
import {formatUsd} from '../core/format.ts';
import type {EpochMs} from '../core/ids.ts';
import {spentSince} from '../core/ledger.ts';
import {selectRows} from '../core/selectors.ts';
import {selectReason} from '../core/why.ts';
import {toOneLine} from '../stream/sanitize.ts';
import type {CommandHandler} from './invocation.ts';
import {readState} from './project-state.ts';
import {readRows} from './read-rows.ts';
import {toSince} from './to-since.ts';

/**
 * `towline since`: what ended, what waits for a person, and what it cost since a time; without one, all ends that nobody
 * has looked at yet, which are then looked at.
 */
export const run: CommandHandler = async invocation => {
	const [text] = invocation.args;
	const now = Date.now() as EpochMs;
	const since = text === undefined ? undefined : toSince(text, now);

	if (text !== undefined && since === undefined) {
		throw new TowlineError('USAGE', `"${toOneLine(text)}" is no time.`, {
			hint: 'Use 18:00, 2026-11-20 or 2026-11-20T18:00, or how long ago: 30m, 8h, 2d.',
		});
	}

	const {fleet, connected} = await readState(invocation);
	const ended = selectRows(fleet).filter(agent => isNews(agent, since));
	const spent = spentSince(await readRows(invocation), since ?? firstStart(ended, now));
	const lines = [
		...section('Ended', ended, fleet, now),
		...section('Waiting for you', selectRows(fleet).filter(isWaiting), fleet, now),
		`Spent: ${formatUsd(spent.usage.costUsd, spent.isEstimate)}`,
	];
	await invocation.print(lines.join('\n'));

	if (since === undefined && connected) {
		await Promise.all(ended.map(({id}) => connected.client.send({type: 'see', agent: id})));
	}

	return 0;
};

function isNews({lastEnd}: Agent, since: EpochMs | undefined): boolean {
	return lastEnd !== undefined && (since === undefined ? lastEnd.isUnseen : lastEnd.endedAt >= since);
}

function isWaiting({phase}: Agent): boolean {
	return phase.status === 'needs-input';
}

function firstStart(agents: readonly Agent[], now: EpochMs): EpochMs {
	return Math.min(now, ...agents.flatMap(({lastEnd}) => lastEnd?.startedAt ?? [])) as EpochMs;
}

function section(title: string, agents: readonly Agent[], fleet: Fleet, now: EpochMs): readonly string[] {
	if (agents.length === 0) {
		return [`${title}: nothing.`];
	}

	const lines = agents.map(agent => {
		const reason = selectReason(agent, fleet, now);
		return toOneLine(`${agent.story} ${agent.phase.status}${reason === undefined ? '' : `: ${reason}`}`);
	});
	return [`${title}:`, ...lines.map(line => `  ${line}`)];
}
