import {isLive} from '../core/agent.ts';
import {TowlineError} from '../core/errors.ts';
import {findAgent} from './find-agent.ts';
import type {CommandHandler, ExitCode, Invocation} from './invocation.ts';
import {type ProjectState, readState} from './project-state.ts';
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

	const [ended] = await untilEnded(client, [agent.id]);
	const swept = ended?.lastEnd?.swept ?? 0;
	await print(
		`${agent.id} is stopped${swept > 0 ? `, with ${swept} ${swept === 1 ? 'process' : 'processes'} that it had started` : ''}.`,
	);
	return 0;
}

async function killAll({print}: Invocation, {fleet, connected}: ProjectState): Promise<ExitCode> {
	const live = Object.values(fleet.agents).filter(isLive);
	const queued = Object.values(fleet.agents).filter(({phase}) => phase.status === 'queued').length;

	if (connected) {
		await connected.client.send({type: 'kill'});
		await untilEnded(
			connected.client,
			live.map(({id}) => id),
		);
	}

	await print(`${live.length} agents are stopped, and ${queued} are no longer queued.`);
	return 0;
}
