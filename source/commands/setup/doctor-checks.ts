import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {statfs} from 'node:fs/promises';
import {userInfo} from 'node:os';
import {promisify} from 'node:util';
import {connectIfRunning, connectToAnyBuild} from '../../api/spawn.ts';
import {TowlineError, toMessage} from '../../core/errors.ts';
import {preflight} from '../../launchers/preflight.ts';
import type {AgentConfig, ProjectConfig} from '../../project/config/config.ts';
import {readRepository} from '../../project/git/repository.ts';
import {findRuntime} from '../../runtimes/registry.ts';
import {readFleet} from '../../store/read-fleet.ts';
import {toEnvironment} from '../to-environment.ts';
import {serviceUnitOf} from './service-unit.ts';
import {askSystem} from './systemctl.ts';

/** One thing that was looked at. */
export type Finding = {
	readonly what: string;
	readonly state: 'good' | 'warning' | 'bad';
	readonly detail: string;
	/** What to do; `null` where all is well. */
	readonly advice: string | null;
};

const run = promisify(execFile);
const versionTimeoutMs = 10_000;
/** Logs of a night of many agents; below this it is only a matter of time. */
const littleRoomBytes = 1024 ** 3;

export function checkNode(): Finding {
	return good('node', `${process.versions.node} (${process.execPath})`);
}

export async function checkGit(config: ProjectConfig): Promise<Finding> {
	try {
		const {stdout} = await run('git', ['--version'], {timeout: versionTimeoutMs});
		const version = stdout.trim();
		const repository = await readRepository(config.root);

		if (repository.kind === 'ready' || !config.worktree.enabled) {
			return good('git', version);
		}

		const problem =
			repository.kind === 'none' ? 'the project is no git repository' : 'the repository has no commit yet';
		return bad('git', `${version}, but ${problem}.`, 'Commit something first, or set worktree.enabled = false.');
	} catch (error) {
		return bad('git', toMessage(error), 'Install git, or set worktree.enabled = false.');
	}
}

/** Each configured agent's program: whether it can be started, and its version. */
export function checkAgents(config: ProjectConfig, env: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
	return Promise.all(config.agents.map(agent => checkAgent(agent, config.root, env)));
}

async function checkAgent(agent: AgentConfig, root: string, env: NodeJS.ProcessEnv): Promise<Finding> {
	const runtime = findRuntime(agent.runtime);
	const what = `agent ${agent.name}`;
	const own = {...toEnvironment(env), ...agent.env};

	const noVersion = (detail: string) =>
		warning(
			what,
			`${runtime.title} does not tell its version: ${detail}`,
			`Look what \`${agent.command ?? runtime.command} --version\` says: it should print a version and exit 0.`,
		);

	try {
		const program = preflight({cwd: root, env: own, command: agent.command ?? runtime.command});
		const version = await askVersion(program, {cwd: root, env: own});
		return /\d\.\d/.test(version)
			? good(what, `${runtime.title} ${version} (${program})`)
			: noVersion(`it says "${version}"`);
	} catch (error) {
		return error instanceof TowlineError
			? bad(what, error.message, error.hint ?? `Install ${runtime.title}, or set "command" of this agent.`)
			: noVersion(lastLine(toMessage(error)));
	}
}

async function askVersion(program: string, options: {readonly cwd: string; readonly env: NodeJS.ProcessEnv}) {
	const limits = {timeout: versionTimeoutMs, killSignal: 'SIGKILL'} as const; // Some end at no gentler signal.
	const asking = run(program, ['--version'], {...options, ...limits});
	asking.child.stdin?.end(); // One that knows no --version would wait for its prompt.
	const {stdout} = await asking;
	return stdout.trim().split('\n')[0] ?? '';
}

export async function checkSocket(root: string, env: NodeJS.ProcessEnv): Promise<Finding> {
	try {
		const hello = (await connectToAnyBuild({root, env}))?.hello;
		return good('supervisor', hello ? `pid ${hello.pid} on ${hello.socket}` : 'none runs; it is started when needed');
	} catch (error) {
		return refusal('supervisor', error);
	}
}

export async function checkDisk(root: string): Promise<Finding> {
	const {bavail, bsize} = await statfs(root);
	const free = bavail * bsize;
	const detail = `${(free / 1024 ** 3).toFixed(1)} GB free`;
	return free < littleRoomBytes
		? warning('disk', detail, 'Agents are paused when it is full: make room, or shorten keep_logs.')
		: good('disk', detail);
}

/** Neither is needed; what each adds is worth knowing before a night. */
export async function checkSystemd(root: string, env: NodeJS.ProcessEnv): Promise<Finding | undefined> {
	if (process.platform !== 'linux') {
		return undefined;
	}

	const {name, file} = serviceUnitOf(root, env);
	const isInstalled = existsSync(file);
	const linger = await askSystem(env, 'loginctl', 'show-user', userInfo().username, '--property=Linger', '--value');
	const state = isInstalled ? await askSystem(env, 'systemctl', '--user', 'is-active', name) : undefined;
	const service = isInstalled ? `the service is ${state ?? 'installed'}` : 'no service is installed';
	return linger === 'yes'
		? good('systemd', `linger is on, so each run has a scope of its own; ${service}`)
		: warning(
				'systemd',
				`linger is off, so runs have no scope of their own; ${service}`,
				'`loginctl enable-linger` lets a scope hold what an agent starts, and a service run without a login.',
			);
}

/** A running supervisor holds it and is asked; without one it is read. */
export async function checkDatabase(root: string, env: NodeJS.ProcessEnv): Promise<Finding> {
	try {
		const connected = await connectIfRunning({root, env});
		const fleet = connected ? await connected.client.readFleet() : readFleet(root);
		return good('database', fleet ? `${fleet.seq} facts` : 'nothing stored yet');
	} catch (error) {
		return refusal('database', error);
	}
}

function lastLine(text: string): string {
	return text.trim().split('\n').at(-1) ?? '';
}

function good(what: string, detail: string): Finding {
	return {what, state: 'good', detail, advice: null};
}

function warning(what: string, detail: string, advice: string): Finding {
	return {what, state: 'warning', detail, advice};
}

function bad(what: string, detail: string, advice: string): Finding {
	return {what, state: 'bad', detail, advice};
}

function refusal(what: string, error: unknown): Finding {
	const hint = error instanceof TowlineError ? error.hint : undefined;
	return bad(what, toMessage(error), hint ?? 'Look into .towline/supervisor.log.');
}
