import {connect} from '../../api/spawn.ts';
import {TowlineError} from '../../core/errors.ts';
import {type Agent, isLive} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {selectRows} from '../../core/fleet/selectors.ts';
import {formatNumberOf} from '../../core/format.ts';
import type {EpochMs} from '../../core/ids.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import {findEach} from '../agents/each-agent.ts';
import {findAgentOrStoryFile} from '../agents/find-agent.ts';
import {toFailure} from '../failure.ts';
import type {CommandHandler, ExitCode, Invocation} from '../invocation.ts';
import {formatTable} from '../read/agent-table.ts';
import {readProjectConfig} from '../read/fleet-without-supervisor.ts';
import {openProject, type ProjectState} from '../read/project-state.ts';
import {followFleetChanges} from './follow-fleet-changes.ts';
import {formatHold} from './held-by-pause.ts';
import {interruptible} from './interrupt.ts';
import {createReconnectingClient} from './reconnecting-client.ts';
import {createJsonReporter, createLineReporter} from './run-reporter.ts';
import {type RunStoriesOptions, runStories} from './run-stories.ts';

/** `towline run`: runs stories unattended and prints their progress and result. */
export const run: CommandHandler = async invocation => {
	const {args, env, options, printError} = invocation;

	if (options.drain && args.length > 0) {
		throw new TowlineError('USAGE', 'run --drain waits for every agent; it takes no stories.');
	}

	const state = await openProject(invocation);
	const client = createReconnectingClient(state.connected.client, () => connect({root: state.root, env}));

	if (options.drain) {
		return drain(invocation, client);
	}

	// A running supervisor keeps the last valid configuration; here an invalid file is an error.
	await readProjectConfig(state.root);
	const agents = await agentsToRun(args, state);

	// Without names every story is meant, also one whose file has no valid name and so no row.
	const refusedFiles = args.length === 0 ? (state.fleet.project?.refusedFiles ?? []) : [];

	for (const reason of refusedFiles) {
		printError(toOneLine(`towline: ${reason}`));
	}

	if (agents.length === 0 && refusedFiles.length === 0 && !options.json) {
		await printNothingToRun(invocation, state.fleet);
	}

	return interruptible(async stop => {
		try {
			const exitCode = await runAgents(invocation, {client, agents, stop});
			return stop.aborted ? 130 : refusedFiles.length > 0 ? 1 : exitCode;
		} catch (error) {
			if (!stop.aborted) {
				throw error;
			}

			printError(toFailure(error).line);
			return 130;
		}
	});
};

type Client = ReturnType<typeof createReconnectingClient>;

/** `towline run --drain`: pauses the queue and waits until no agent is running. Ctrl-C only ends the waiting. */
async function drain({print}: Invocation, client: Client): Promise<ExitCode> {
	await client.send({type: 'pause'});
	return interruptible(async stop => {
		for await (const {fleet} of followFleetChanges(client, stop)) {
			if (!Object.values(fleet.agents).some(isLive)) {
				await print('No agent is running, and the queue is paused. `towline unpause` resumes it.');
				return 0;
			}
		}

		return 130;
	});
}

type Running = Pick<RunStoriesOptions, 'agents' | 'stop'> & {readonly client: Client};

async function runAgents({options, print, terminal}: Invocation, {client, agents, stop}: Running): Promise<0 | 1> {
	const ids = agents.map(({id}) => id);
	const reporter = options.json ? createJsonReporter(ids, client, print) : createLineReporter(ids, print);
	const {hasCompleted, fleet, hold} = await runStories({client, agents, reporter, stop});

	if (!options.json && fleet && agents.length > 0) {
		await print(formatTable(withOnly(fleet, agents), Date.now() as EpochMs, terminal));
	}

	if (!options.json && hold) {
		await print(`${formatNumberOf(hold.stories, 'story', 'stories')} did not start: ${toOneLine(formatHold(hold))}`);
	}

	return hasCompleted ? 0 : 1;
}

async function printNothingToRun({print, terminal}: Invocation, fleet: Fleet): Promise<void> {
	if (selectRows(fleet).length > 0) {
		await print('Every story is completed. `towline run <story>` runs one of them again.');
	}

	await print(formatTable(fleet, Date.now() as EpochMs, terminal));
}

/** The named agents, or all that are not completed. A completed one runs again only if named. */
async function agentsToRun(names: readonly string[], state: ProjectState): Promise<readonly Agent[]> {
	if (names.length === 0) {
		return selectRows(state.fleet).filter(agent => agent.isListed && agent.phase.status !== 'completed');
	}

	return findEach(names, name => findAgentOrStoryFile(state, name));
}

/** The fleet reduced to these agents, for the table. */
function withOnly(fleet: Fleet, agents: readonly Agent[]): Fleet {
	return {
		...fleet,
		agents: Object.fromEntries(agents.map(({id}) => [id, fleet.agents[id]]).filter(([, agent]) => agent)),
	};
}
