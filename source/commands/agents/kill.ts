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
import {findAgent} from './find-agent.ts';

/** `towline kill`: stops one agent or all, and prints how many processes ended. Does not start a supervisor. */
export const run: CommandHandler = async invocation => {
	const state = await readState(invocation);
	const [text] = invocation.args;

	if ((text === undefined) === !invocation.options.all) {
		throw new TowlineError('USAGE', 'kill needs a story or --all.', {hint: '`towline ps` lists the stories.'});
	}

	return text === undefined ? killAll(invocation, state) : killOne(invocation, state, text);
};

async function killOne({print}: Invocation, state: ProjectState, text: string): Promise<ExitCode> {
	const agent = findAgent(state.fleet, text);
	const {status} = agent.phase;
	const command = {type: 'kill', agent: agent.id} as const;
	const reason = whyNot(command, agent, state.fleet);

	if (!state.connected) {
		await print(`${agent.id} is ${statusTraits[status].label}; there is nothing to stop.`);
		return 0;
	}

	// The end of an agent that is already being stopped is waited for all the same.
	if (reason && !isLive(agent)) {
		await print(reason.message);
		return 0;
	}

	const {client} = state.connected;
	await client.send(command);

	if (status === 'queued') {
		await print(`${agent.id} is no longer queued.`);
		return 0;
	}

	if (status === 'rate-limited') {
		await print(`${agent.id} is stopped; it will not resume when its rate limit resets.`);
		return 0;
	}

	const ended = await waitUntilEnded(client, [agent.id]);
	await print(`${agent.id} is stopped; ${formatNumberOf(countEnded(ended), 'process', 'processes')} ended.`);
	return 0;
}

async function killAll({print}: Invocation, {fleet, connected}: ProjectState): Promise<ExitCode> {
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
	await print(parts.length === 0 ? 'No agent is running or queued.' : `${parts.join('; ')}.`);
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
