import type {Agent} from '../core/agent.ts';
import type {Fleet} from '../core/fleet.ts';
import type {EpochMs} from '../core/ids.ts';
import {selectRows} from '../core/selectors.ts';
import {formatTable} from './agent-table.ts';
import {findAgentOrFile} from './find-agent-or-file.ts';
import {interruptible} from './interrupt.ts';
import type {CommandHandler, ExitCode, Invocation} from './invocation.ts';
import {openProject, type ProjectState} from './project-state.ts';
import {createJsonReporter, createLineReporter} from './run-reporter.ts';
import {runStories} from './run-stories.ts';

/** `towline run`: runs stories without anybody watching, and tells how it went. */
export const run: CommandHandler = async invocation => {
	const state = await openProject(invocation);

	if (invocation.options.drain) {
		const {drain} = await import('./drain.ts');
		return drain(invocation, state.connected.client);
	}

	return interruptible(stop => runAgents(invocation, state, stop));
};

type Opened = Awaited<ReturnType<typeof openProject>>;

async function runAgents({args, options, print, terminal}: Invocation, state: Opened, stop: AbortSignal) {
	const {client} = state.connected;
	const agents = await agentsToRun(args, state);

	if (agents.length === 0 && selectRows(state.fleet).some(({isListed}) => isListed)) {
		!options.json && (await print('Every story is completed; name those that are to run again.'));
		return 0;
	}

	const ids = agents.map(({id}) => id);
	const reporter = options.json ? createJsonReporter(ids, client, print) : createLineReporter(ids, print);
	const hasCompleted = await runStories({client, agents, reporter, stop});

	if (!options.json) {
		const fleet = await client.readFleet();
		await print(formatTable(only(fleet, agents), Date.now() as EpochMs, terminal));
	}

	const exitCode: ExitCode = hasCompleted ? 0 : 1;
	return stop.aborted ? 130 : exitCode;
}

/** Those that are named, or all that are open: completed ones run again only by name. */
async function agentsToRun(names: readonly string[], state: ProjectState): Promise<readonly Agent[]> {
	if (names.length === 0) {
		return selectRows(state.fleet).filter(agent => agent.isListed && agent.phase.status !== 'completed');
	}

	const found = new Map<string, Agent>();

	for (const name of names) {
		const agent = await findAgentOrFile(state, name);
		found.set(agent.id, agent);
	}

	return [...found.values()];
}

function only(fleet: Fleet, agents: readonly Agent[]): Fleet {
	return {
		...fleet,
		agents: Object.fromEntries(agents.map(({id}) => [id, fleet.agents[id]]).filter(([, agent]) => agent)),
	};
}
