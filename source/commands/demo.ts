import {connect, connectIfRunning, connectToAnyBuild} from '../api/spawn.ts';
import type {EpochMs} from '../core/ids.ts';
import {selectRows} from '../core/selectors.ts';
import {createDemoProject, type DemoProject} from '../demo/demo-project.ts';
import {removeStaleDemos} from '../demo/stale-demos.ts';
import {formatTable} from './agent-table.ts';
import {demoAgentCommand} from './demo-agent-command.ts';
import {interruptible} from './interrupt.ts';
import type {CommandHandler, ExitCode, Invocation} from './invocation.ts';
import {createLineReporter} from './run-reporter.ts';
import {runStories} from './run-stories.ts';

/** Below the minute that a headless demo promises to end within. */
const headlessLimitMs = 50_000;

/**
 * `towline demo`: a throw-away project with six stories, in the dashboard, or headless where no terminal is. Leaving it
 * ends its agents and its supervisor and removes it.
 */
export const run: CommandHandler = async given => {
	const invocation = {...given, env: {...given.env, TOWLINE_SOCKET: undefined}}; // It is another project's.
	await removeStaleDemos(root => isLookedAt(root, invocation.env));
	const isHeadless = invocation.terminal === undefined || !process.stdin.isTTY;
	const project = await createDemoProject({agentCommand: demoAgentCommand(), isHeadless});

	try {
		return await (isHeadless ? runHeadless(invocation, project) : showDashboard(invocation, project));
	} finally {
		await end(invocation, project);
	}
};

/**
 * Whether somebody has that demo open. One whose terminal was killed is nobody's any more: its supervisor, which would
 * wait for an answer for ever, is ended here with its agents.
 */
async function isLookedAt(root: string, env: NodeJS.ProcessEnv): Promise<boolean> {
	const connected = await connectIfRunning({root, env});

	if (connected && connected.hello.clients === 0) {
		await connected.client.down({keep: false});
		return false;
	}

	return connected !== undefined;
}

/** How the stories end is the show, not the demo's own success. */
async function runHeadless({env, print, terminal}: Invocation, {root}: DemoProject): Promise<ExitCode> {
	return interruptible(async stop => {
		const {client} = await connect({root, env});
		const agents = selectRows(await client.readFleet());
		const reporter = createLineReporter(
			agents.map(({id}) => id),
			print,
		);
		const limit = AbortSignal.timeout(headlessLimitMs);
		await runStories({client, agents, reporter, stop: AbortSignal.any([stop, limit])});
		await print(formatTable(await client.readFleet(), Date.now() as EpochMs, terminal));
		return stop.aborted ? 130 : 0;
	});
}

/** Nobody finds a throw-away project again, so a closed terminal ends it as `q` does. */
async function showDashboard({env}: Invocation, {root}: DemoProject): Promise<ExitCode> {
	return interruptible(async stop => {
		const {openDashboard} = await import('./open-dashboard.ts');
		const {client} = await connect({root, env});

		// A fleet that stands still shows nothing: everything is queued, and the dashboard finds it at work.
		for (const {id} of selectRows(await client.readFleet())) {
			await client.send({type: 'start', agent: id});
		}

		await openDashboard({root, env, isDemo: true, stop});
		return stop.aborted ? 130 : 0;
	});
}

/** Whatever happened, no process and no folder of a demo stays behind. */
async function end({env}: Invocation, {root, remove}: DemoProject): Promise<void> {
	await connectToAnyBuild({root, env})
		.then(connected => connected?.client.down({keep: false}))
		.catch(() => {}); // Gone already: then there is nothing to end.
	await remove();
}
