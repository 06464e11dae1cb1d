import type {FleetClient} from '../../api/client.ts';
import {whyNot} from '../../core/commands/why-not.ts';
import {TowlineError} from '../../core/errors.ts';
import {type Agent, type AgentStatus, isLive, liveRun} from '../../core/fleet/agent.ts';
import {statusTraits} from '../../core/fleet/status.ts';
import {formatNumberOf} from '../../core/format.ts';
import type {AgentId, RunId} from '../../core/ids.ts';
import type {CommandHandler, ExitCode, Invocation} from '../invocation.ts';
import {type ProjectState, readState} from '../read/project-state.ts';
import {followFleetChanges} from '../run/follow-fleet-changes.ts';
import {actOn, findEach, worstOf} from './each-agent.ts';
import {findAgent} from './find-agent.ts';

/** `towline kill`: stops some agents or all, and prints how many processes ended. Does not start a supervisor. */
export const run: CommandHandler = async invocation => {
	const {args, options} = invocation;

	if ((args.length === 0) === !options.all) {
		throw new TowlineError('USAGE', `kill needs stories or --all${options.all ? ', not both' : ''}.`, {
			hint: '`towline ps` lists the stories.',
		});
	}

	const state = await readState(invocation);

	if (options.all) {
		return killAll(invocation, state);
	}

	// All at the same time: the end of one agent may take several seconds.
	const agents = await findEach(args, name => findAgent(state.fleet, name));
	return worstOf(await Promise.all(agents.map(agent => actOn(invocation, () => killOne(invocation, state, agent)))));
};

async function killOne({note}: Invocation, state: ProjectState, agent: Agent): Promise<void> {
	const {status} = agent.phase;
	const command = {type: 'kill', agent: agent.id} as const;
	const reason = whyNot(command, agent, state.fleet);

	if (!state.connected) {
		await note(`${agent.id} is ${statusTraits[status].label}; there is nothing to stop.`);
		return;
	}

	// The end of an agent that is already being stopped is waited for all the same.
	if (reason && !isLive(agent)) {
		await note(reason.message);
		return;
	}

	const {client} = state.connected;
	await client.send(command);

	if (status === 'queued') {
		await note(`${agent.id} is no longer queued.`);
		return;
	}

	if (status === 'rate-limited') {
		await note(`${agent.id} is stopped; it will not resume when its rate limit resets.`);
		return;
	}

	const ended = await waitUntilEnded(client, [agent.id]);
	await note(`${agent.id} is stopped; ${formatNumberOf(countEnded(ended), 'process', 'processes')} ended.`);
}

async function killAll({note}: Invocation, {fleet, connected}: ProjectState): Promise<ExitCode> {
	const agents = Object.values(fleet.agents);
	const live = agents.filter(isLive);
	const count = (status: AgentStatus) => agents.filter(({phase}) => phase.status === status).length;

	if (connected) {
		await connected.client.send({type: 'kill'});
	}

	const ids = live.map(({id}) => id);
	const ended = connected && ids.length > 0 ? await waitUntilEnded(connected.client, ids) : [];
	const parts = [
		live.length > 0 &&
			`${formatNumberOf(live.length, 'agent')} stopped, ${formatNumberOf(countEnded(ended), 'process', 'processes')} ended`,
		count('queued') > 0 && `${count('queued')} no longer queued`,
		count('rate-limited') > 0 && `${count('rate-limited')} no longer waiting for a rate limit`,
	].filter(part => part !== false);
	await note(parts.length === 0 ? 'No agent is running or queued.' : `${parts.join('; ')}.`);
	return 0;
}

/** Counts the process of each agent and the processes it had started. */
function countEnded(agents: readonly Agent[]): number {
	return agents.reduce((sum, {lastEnd}) => sum + (lastEnd ? 1 + lastEnd.swept : 0), 0);
}

/**
 * Waits until the runs of these agents that are now stopping have ended, and returns the agents as they are then. Does
 * not wait for runs that somebody else starts meanwhile.
 */
async function waitUntilEnded(client: FleetClient, ids: readonly AgentId[]): Promise<readonly Agent[]> {
	const ended = new AbortController();
	let stopping: ReadonlySet<RunId> | undefined;

	for await (const {fleet} of followFleetChanges(client, ended.signal)) {
		const agents = ids.flatMap(id => fleet.agents[id] ?? []);
		stopping ??= new Set(agents.flatMap(agent => (agent.phase.status === 'stopping' ? agent.phase.live.run : [])));

		if (!agents.some(agent => isAmong(stopping, liveRun(agent)?.run))) {
			ended.abort();
			return agents;
		}
	}

	return [];
}

function isAmong(runs: ReadonlySet<RunId> | undefined, run: RunId | undefined): boolean {
	return run !== undefined && runs?.has(run) === true;
}
