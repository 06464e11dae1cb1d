import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {connect, connectToAnyBuild} from '../../api/spawn.ts';
import {selectRows} from '../../core/fleet/selectors.ts';
import type {EpochMs} from '../../core/ids.ts';
import {createDemoProject, type DemoProject} from '../../demo/project/demo-project.ts';
import {removeStaleDemos} from '../../demo/project/stale-demos.ts';
import type {CommandHandler, ExitCode, Invocation} from '../invocation.ts';
import {formatTable} from '../read/agent-table.ts';
import {interruptible, terminalSignals} from '../run/interrupt.ts';
import {createLineReporter} from '../run/run-reporter.ts';
import {runStories} from '../run/run-stories.ts';

/** Below the minute that a headless demo promises to end within. */
const headlessLimitMs = 50_000;

/**
 * `towline demo`: a throw-away project with six stories, in the dashboard, or headless where no terminal is. Nobody finds
 * it again, so leaving it, a closed terminal and SIGTERM end its agents and its supervisor and remove it.
 */
export const run: CommandHandler = given => {
	const invocation = {...given, env: {...given.env, TOWLINE_SOCKET: undefined}}; // It is another project's.
	return interruptible(stop => play(invocation, stop), terminalSignals);
};

async function play(invocation: Invocation, stop: AbortSignal): Promise<ExitCode> {
	await removeStaleDemos(root => endOrphan(root, invocation.env));
	const isHeadless = invocation.terminal === undefined || !process.stdin.isTTY;
	const project = await createDemoProject({agentCommand: demoAgentCommand(), isHeadless});

	try {
		await (isHeadless ? runHeadless(invocation, project, stop) : showDashboard(invocation, project, stop));
		return stop.aborted ? 130 : 0;
	} finally {
		await end(project.root, invocation.env);
		await project.remove();
	}
}

/** How the demo's agent program is started: the file that is built beside ours, by the Node that runs us. */
function demoAgentCommand(): readonly string[] {
	const candidates = ['./demo-agent.js', '../demo-agent.js', '../../dist/demo-agent.js'].map(place =>
		fileURLToPath(new URL(place, import.meta.url)),
	);
	return [process.execPath, candidates.find(file => existsSync(file)) ?? 'demo-agent.js'];
}

/** How the stories end is the show, not the demo's own success. */
async function runHeadless({env, print, terminal}: Invocation, {root}: DemoProject, stop: AbortSignal): Promise<void> {
	const {client} = await connect({root, env});
	const agents = selectRows(await client.readFleet());
	const ids = agents.map(({id}) => id);
	const reporter = createLineReporter(ids, print);
	const limit = AbortSignal.timeout(headlessLimitMs);
	const {fleet} = await runStories({client, agents, reporter, stop: AbortSignal.any([stop, limit])});
	await (fleet && print(formatTable(fleet, Date.now() as EpochMs, terminal)));
}

async function showDashboard({env}: Invocation, {root}: DemoProject, stop: AbortSignal): Promise<void> {
	const {openDashboard} = await import('../dashboard/open-dashboard.ts');
	const {client} = await connect({root, env});

	// A fleet that stands still shows nothing: everything is queued, and the dashboard finds it at work.
	for (const {id} of selectRows(await client.readFleet())) {
		await client.send({type: 'start', agent: id});
	}

	await openDashboard({root, env, isDemo: true, stop});
}

/** Ends the supervisor and with it every agent; answers whether there was one. */
async function end(root: string, env: NodeJS.ProcessEnv): Promise<boolean> {
	try {
		const connected = await connectToAnyBuild({root, env});
		await connected?.client.down({keep: false});
		return connected !== undefined;
	} catch {
		return false; // It has just gone by itself.
	}
}

/** Where the supervisor died together with the demo, its agents may live: a new one knows them, and ends them. */
async function endOrphan(root: string, env: NodeJS.ProcessEnv): Promise<void> {
	if (!(await end(root, env))) {
		const {client} = await connect({root, env});
		await client.down({keep: false});
	}
}
