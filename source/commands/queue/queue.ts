import {TowlineError} from '../../core/errors.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import type {Fleet, PauseReason} from '../../core/fleet/fleet.ts';
import {selectUnstorable} from '../../core/fleet/unstorable.ts';
import type {EpochMs} from '../../core/ids.ts';
import {selectQueue, selectReason} from '../../core/status/why.ts';
import {toSafeJson} from '../../stream/safe-json.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import {findAgent} from '../agents/find-agent.ts';
import {type CommandHandler, type Invocation, textOption} from '../invocation.ts';
import {toNamedJson} from '../read/agent-json.ts';
import {openProject, readState} from '../read/project-state.ts';

/** `towline queue`: lists the queued agents and what each waits for, or moves one among those of its priority. */
export const run: CommandHandler = async invocation => {
	const [name] = invocation.args;

	if (name === undefined) {
		refusePlace(invocation);
		const {fleet} = await readState(invocation);
		await printQueue(invocation, fleet);
		return 0;
	}

	const {fleet, connected} = await openProject(invocation);
	const agent = findAgent(fleet, name);
	await connected.client.send({type: 'move', agent: agent.id, rank: rankOf(invocation, fleet)});
	await printQueue(invocation, await connected.client.readFleet());
	return 0;
};

/** `queue --first` alone must not list the queue as if it had moved something. */
function refusePlace({options}: Invocation): void {
	const place = ['first', 'last', 'rank'].find(option => options[option] !== undefined);

	if (place) {
		throw new TowlineError('USAGE', `queue --${place} needs the story that it moves.`, {
			hint: '`towline queue` lists what is queued.',
		});
	}
}

async function printQueue({options, print}: Invocation, fleet: Fleet): Promise<void> {
	const now = Date.now() as EpochMs;
	await print(options.json ? toSafeJson(toJson(fleet, now), '\t') : formatQueue(fleet, now));
}

function toJson(fleet: Fleet, now: EpochMs) {
	return {
		pauses: fleet.pauses.map(({reason, detail}) => ({reason, detail: detail ? toOneLine(detail) : null})),
		agents: selectQueue(fleet).map(agent => toNamedJson(agent, fleet, now)),
	};
}

function formatQueue(fleet: Fleet, now: EpochMs): string {
	const queue = selectQueue(fleet);
	const width = Math.max(0, ...queue.map(agent => agent.id.length));
	const line = (agent: Agent, index: number) =>
		`${String(index + 1).padStart(3)}  ${agent.id.padEnd(width)}  ${toOneLine(selectReason(agent, fleet, now) ?? '')}`;
	const pauses = fleet.pauses.map(({reason, detail}) =>
		reason === 'disk-full'
			? toOneLine(selectUnstorable(fleet, now) ?? '')
			: `Paused by ${pauseWords[reason]}${detail ? `: ${toOneLine(detail)}` : ''}.`,
	);
	const lines = queue.length === 0 ? ['Nothing is queued.'] : queue.map(line);
	return [...pauses, ...lines].map(text => text.trimEnd()).join('\n');
}

const pauseWords: Readonly<Record<Exclude<PauseReason, 'disk-full'>, string>> = {
	user: 'a user',
	budget: 'a budget',
};

/** The rank that the options ask for. Smaller ranks start first; the default is 0. */
function rankOf(invocation: Invocation, fleet: Fleet): number {
	const {first, last} = invocation.options;
	const rank = textOption(invocation, 'rank');
	const ranks = selectQueue(fleet).flatMap(({phase}) => (phase.status === 'queued' ? [phase.rank] : []));

	if ([first, last, rank].filter(Boolean).length !== 1 || (rank !== undefined && !/^-?\d{1,9}$/.test(rank))) {
		throw new TowlineError('USAGE', 'queue needs one of --first, --last or --rank with a whole number.', {
			hint: 'Smaller ranks start first.',
		});
	}

	if (rank !== undefined) {
		return Number(rank);
	}

	return first ? Math.min(0, ...ranks) - 1 : Math.max(0, ...ranks) + 1;
}
