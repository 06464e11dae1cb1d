import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {connect, connectToAnyBuild} from '../../api/spawn.ts';
import {selectRows} from '../../core/fleet/selectors.ts';
import type {EpochMs} from '../../core/ids.ts';
import {createDemoProject, type DemoProject} from '../../demo/project/demo-project.ts';
import {removeStaleDemos} from '../../demo/project/stale-demos.ts';
import {removeTrust, writeTrust} from '../../project/trust/trust-store.ts';
import {type CommandHandler, type ExitCode, type Invocation, isInteractive} from '../invocation.ts';
import {formatTable} from '../read/agent-table.ts';
import {readProjectConfig} from '../read/fleet-without-supervisor.ts';
import {interruptible, terminalSignals} from '../run/interrupt.ts';
import {createLineReporter} from '../run/run-reporter.ts';
import {runStories} from '../run/run-stories.ts';

/** A headless demo promises to end within a minute; this leaves time to clean up. */
const headlessLimitMs = 50_000;

/**
 * `towline demo`: a temporary project with six stories, shown in the dashboard, or run headless without a terminal. Nobody
 * could find it again, so leaving it, closing the terminal and SIGTERM all stop its agents and supervisor and remove it.
 */
export const run: CommandHandler = given => {
	const invocation = {...given, env: {...given.env, TOWLINE_SOCKET: undefined}}; // It belongs to another project.
	return interruptible(stop => play(invocation, stop), terminalSignals);
};

async function play(invocation: Invocation, stop: AbortSignal): Promise<ExitCode> {
	await removeStaleDemos(root => endOrphan(root, invocation.env));
	const isHeadless = !isInteractive(invocation);
	const project = await createDemoProject({agentCommand: demoAgentCommand(), isHeadless});

	try {
		if (isHeadless && !project.hasGit) {
			await invocation.print(`${withoutGit}\n`);
		}

		writeTrust(await readProjectConfig(project.root), invocation.env, new Date());
		await (isHeadless ? runHeadless(invocation, project, stop) : showDashboard(invocation, project, stop));
		return stop.aborted ? 130 : 0;
	} finally {
		await end(project.root, invocation.env);
		await project.remove();
		removeTrust(project.root, invocation.env);
	}
}

/** The command that starts the demo's agent: its built file, run by the current Node. */
function demoAgentCommand(): readonly string[] {
	const candidates = ['./demo-agent.js', '../demo-agent.js', '../../dist/demo-agent.js'].map(file =>
		fileURLToPath(new URL(file, import.meta.url)),
	);
	return [process.execPath, candidates.find(file => existsSync(file)) ?? 'demo-agent.js'];
}

/** Runs all stories and prints the table. A story that fails is part of the demo, not an error of it. */
async function runHeadless({env, print, terminal}: Invocation, {root}: DemoProject, stop: AbortSignal): Promise<void> {
	const {client} = await connect({root, env});
	const agents = selectRows(await client.readFleet());
	const ids = agents.map(({id}) => id);
	const reporter = createLineReporter(ids, print);
	const limit = AbortSignal.timeout(headlessLimitMs);
	const {fleet} = await runStories({client, agents, reporter, stop: AbortSignal.any([stop, limit])});
	await (fleet && print(formatTable(fleet, Date.now() as EpochMs, terminal)));
}

const withoutGit =
	'git was not found on the PATH. In this demo all agents work in one folder, without worktrees, commits and diffs; their `git` commands fail. Install git to see all of it.';

async function showDashboard({env, print}: Invocation, {root, hasGit}: DemoProject, stop: AbortSignal): Promise<void> {
	const {openDashboard} = await import('../dashboard/open-dashboard.ts');
	const {client} = await connect({root, env});

	// Start every story before the dashboard opens, so that there is something to see.
	for (const {id} of selectRows(await client.readFleet())) {
		await client.send({type: 'start', agent: id});
	}

	await openDashboard({root, env, print, isDemo: true, stop, ...(hasGit ? {} : {missing: 'git'})});
}

/** Stops the supervisor and its agents. Returns whether a supervisor was running. */
async function end(root: string, env: NodeJS.ProcessEnv): Promise<boolean> {
	try {
		const connected = await connectToAnyBuild({root, env});
		await connected?.client.down({keep: false});
		return connected !== undefined;
	} catch {
		return false; // It exited by itself meanwhile.
	}
}

/** If the supervisor died with its demo, its agents may still run: starts a new one, which finds and stops them. */
async function endOrphan(root: string, env: NodeJS.ProcessEnv): Promise<void> {
	if (!(await end(root, env))) {
		const {client} = await connect({root, env});
		await client.down({keep: false});
	}
}
