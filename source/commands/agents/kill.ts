import {TowlineError} from '../../core/errors.ts';
import {type Agent, type AgentStatus, isLive} from '../../core/fleet/agent.ts';
import {formatNumberOf} from '../../core/format.ts';
import type {CommandHandler, ExitCode, Invocation} from '../invocation.ts';
import {type ProjectState, readState} from '../read/project-state.ts';
import {findAgent} from './find-agent.ts';
import {untilEnded} from './until-ended.ts';

/** `towline kill`: stops one agent, or all, and says how many processes that ended. Starts no supervisor. */
export const run: CommandHandler = async invocation => {
	const state = await readState(invocation);
	const [text] = invocation.args;

	if ((text === undefined) === !invocation.options.all) {
		throw new TowlineError('USAGE', 'kill takes a story, or --all.', {hint: '`towline ps` lists the stories.'});
	}

	return text === undefined ? killAll(invocation, state) : killOne(invocation, state, text);
};

async function killOne({print}: Invocation, state: ProjectState, text: string): Promise<ExitCode> {
	const agent = findAgent(state.fleet, text);
	const {status} = agent.phase;

	if (!state.connected || !(isLive(agent) || status === 'queued' || status === 'rate-limited')) {
		await print(`${agent.id} is ${status}: there is nothing to stop.`);
		return 0;
	}

	const {client} = state.connected;
	await client.send({type: 'kill', agent: agent.id});

	if (status === 'queued') {
		await print(`${agent.id} is no longer queued.`);
		return 0;
	}

	if (status === 'rate-limited') {
		await print(`${agent.id} does not go on by itself when its quota opens.`);
		return 0;
	}

	const ended = await untilEnded(client, [agent.id]);
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
	const ended = connected && ids.length > 0 ? await untilEnded(connected.client, ids) : [];
	const parts = [
		live.length > 0 &&
			`${formatNumberOf(live.length, 'agent')} stopped, ${formatNumberOf(countEnded(ended), 'process', 'processes')} ended`,
		count('queued') > 0 && `${count('queued')} no longer queued`,
		count('rate-limited') > 0 && `${count('rate-limited')} no longer waiting for a quota`,
	].filter(part => part !== false);
	await print(parts.length === 0 ? 'Nothing runs and nothing is queued.' : `${parts.join('; ')}.`);
	return 0;
}

/** The agent's own and all that it had started. */
function countEnded(agents: readonly Agent[]): number {
	return agents.reduce((sum, {lastEnd}) => sum + (lastEnd ? 1 + lastEnd.swept : 0), 0);
}
