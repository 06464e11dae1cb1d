import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {statfs} from 'node:fs/promises';
import {userInfo} from 'node:os';
import {promisify} from 'node:util';
import {connectIfRunning, connectToAnyBuild} from '../../api/spawn.ts';
import {assertNever} from '../../core/assert-never.ts';
import {TowlineError, toMessage} from '../../core/errors.ts';
import {preflight} from '../../holder/process/preflight.ts';
import type {AgentConfig, ProjectConfig} from '../../project/config/config.ts';
import {readRepository} from '../../project/git/repository.ts';
import {requireOwnState, requireTrust} from '../../project/trust/check-trust.ts';
import {readTrust} from '../../project/trust/trust-store.ts';
import {judgeVersion, type VersionVerdict} from '../../runtimes/program-version.ts';
import {findRuntime, runtimeNames} from '../../runtimes/registry.ts';
import {readStoredFacts} from '../read/stored-facts.ts';
import {toEnvironment} from '../to-environment.ts';
import {serviceUnitOf} from './service-unit.ts';
import {readOutput} from './systemctl.ts';

/** The result of one check. */
export type Finding = {
	readonly what: string;
	readonly state: 'good' | 'warning' | 'bad';
	readonly detail: string;
	/** What to do about it; `null` if the state is good. */
	readonly advice: string | null;
};

const run = promisify(execFile);
const versionTimeoutMs = 10_000;
/** Less free space than this is a warning: many agents can write that much in one night. */
const lowDiskBytes = 1024 ** 3;

/** The running Node. Always good, because `boot.ts` refuses an old one. */
export function checkNode(): Finding {
	return good('node', `${process.versions.node} (${process.execPath})`);
}

/** There is no project in this folder. Only a warning: everything else can be checked before there is one. */
export function checkNoProject(cwd: string): Finding {
	return warning(
		'project',
		`there is no towline.toml in ${cwd} or in a folder above it`,
		'Make one with `towline init`, or try `towline demo`.',
	);
}

/** Each problem of a configuration that cannot be used. */
export function checkConfigError({message, hint}: TowlineError): readonly Finding[] {
	return message.split('\n').map(text => bad('configuration', text, hint ?? 'See docs/configuration.md.'));
}

/** Whether git works and, with a configuration, whether the project can have worktrees. */
export async function checkGit(config: ProjectConfig | undefined): Promise<Finding> {
	try {
		const {stdout} = await run('git', ['--version'], {timeout: versionTimeoutMs});
		const version = stdout.trim();

		if (!config) {
			return good('git', version);
		}

		const repository = await readRepository(config.root);

		if (repository.kind === 'ready' || !config.worktree.enabled) {
			return good('git', version);
		}

		const problem =
			repository.kind === 'none' ? 'the project is not a git repository' : 'the repository has no commit yet';
		return bad('git', `${version}, but ${problem}.`, 'Commit something, or set worktree.enabled = false.');
	} catch (error) {
		const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
		const advice = 'Install git. Without it set worktree.enabled = false: then agents work in the folder itself.';
		return config?.worktree.enabled === false && isMissing
			? warning('git', 'not found on the PATH', 'Without git there are no worktrees, diffs and rescued work.')
			: bad('git', isMissing ? 'not found on the PATH' : toMessage(error), advice);
	}
}

/** Whether the program of each configured agent can be started, and its version. Starts nothing of a project that is not trusted. */
export async function checkAgents(config: ProjectConfig, env: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
	if (readTrust(config, env).kind !== 'trusted') {
		return config.agents.map(({name}) =>
			warning(`agent ${name}`, 'not started: you do not trust the project', trustIt),
		);
	}

	return Promise.all(config.agents.map(agent => checkAgent(agent, config.root, env)));
}

const trustIt = 'Run `towline trust`: it shows what would be executed, and asks.';

/** Whether the project may execute what it names, and whether its stored state is this person's. */
export async function checkTrust(config: ProjectConfig, env: NodeJS.ProcessEnv): Promise<Finding> {
	try {
		await requireOwnState(config.root, env);
		requireTrust(config, env);
		return good('trust', 'you trust this project');
	} catch (error) {
		return refusal('trust', error);
	}
}

/** Without a project: whether the usual program of each runtime can be started. One that is not installed may not be needed. */
export async function checkPrograms(cwd: string, env: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
	const found = await Promise.all(
		runtimeNames.map(name => {
			const {title} = findRuntime(name);
			const agent = {name: title, runtime: name, command: undefined, env: {}};
			return checkAgent(agent, cwd, env);
		}),
	);
	return found.map(finding => ({
		...finding,
		what: finding.what.replace(/^agent /, ''),
		state: finding.state === 'bad' ? 'warning' : finding.state,
	}));
}

async function checkAgent(
	agent: Pick<AgentConfig, 'name' | 'runtime' | 'command' | 'env'>,
	root: string,
	env: NodeJS.ProcessEnv,
): Promise<Finding> {
	const runtime = findRuntime(agent.runtime);
	const what = `agent ${agent.name}`;
	const own = {...toEnvironment(env), ...agent.env};

	const noVersion = (detail: string) =>
		warning(
			what,
			`cannot read the version of ${runtime.title}: ${detail}`,
			`Run \`${agent.command ?? runtime.command} --version\`: it should print a version and exit with 0.`,
		);

	try {
		const program = preflight({cwd: root, env: own, command: agent.command ?? runtime.command});
		const version = await readVersion(program, {cwd: root, env: own});
		const verdict = judgeVersion(runtime, version);
		return verdict
			? toVersionFinding({what, verdict, program: `${runtime.title} ${version} (${program})`})
			: noVersion(`it printed "${version}"`);
	} catch (error) {
		return error instanceof TowlineError
			? bad(what, error.message, error.hint ?? `Install ${runtime.title}, or set "command" of this agent.`)
			: noVersion(lastLine(toMessage(error)));
	}
}

function toVersionFinding(checked: {
	readonly what: string;
	readonly verdict: VersionVerdict;
	readonly program: string;
}): Finding {
	const {what, verdict, program} = checked;

	switch (verdict.kind) {
		case 'known':
			return good(what, program);
		case 'untried':
			return good(what, `${program}, ${verdict.note}`);
		case 'too-old':
			return bad(what, verdict.message, verdict.hint);
		default:
			return assertNever(verdict);
	}
}

async function readVersion(program: string, options: {readonly cwd: string; readonly env: NodeJS.ProcessEnv}) {
	const limits = {timeout: versionTimeoutMs, killSignal: 'SIGKILL'} as const; // Some programs ignore SIGTERM.
	const running = run(program, ['--version'], {...options, ...limits});
	running.child.stdin?.end(); // A program without --version might wait for input.
	const {stdout} = await running;
	return stdout.trim().split('\n')[0] ?? '';
}

/** Whether a supervisor answers on the project's socket. It need not run. */
export async function checkSocket(root: string, env: NodeJS.ProcessEnv): Promise<Finding> {
	try {
		const hello = (await connectToAnyBuild({root, env}))?.hello;
		return good('supervisor', hello ? `pid ${hello.pid} on ${hello.socket}` : 'not running; it is started when needed');
	} catch (error) {
		return refusal('supervisor', error);
	}
}

/** Free space on the project's disk. */
export async function checkDisk(root: string): Promise<Finding> {
	const {bavail, bsize} = await statfs(root);
	const free = bavail * bsize;
	const detail = `${(free / 1024 ** 3).toFixed(1)} GB free`;
	return free < lowDiskBytes
		? warning('disk', detail, 'Agents are paused when the disk is full. Free some space, or lower keep_logs.')
		: good('disk', detail);
}

/** The user's linger setting and service. Neither is required; the advice says what each adds. `undefined` if not Linux. */
export async function checkSystemd(root: string, env: NodeJS.ProcessEnv): Promise<Finding | undefined> {
	if (process.platform !== 'linux') {
		return undefined;
	}

	const {name, file} = serviceUnitOf(root, env);
	const isInstalled = existsSync(file);
	const linger = await readOutput(env, 'loginctl', 'show-user', userInfo().username, '--property=Linger', '--value');
	const state = isInstalled ? await readOutput(env, 'systemctl', '--user', 'is-active', name) : undefined;
	const service = isInstalled ? `the service is ${state ?? 'installed'}` : 'no service is installed';
	return linger === 'yes'
		? good('systemd', `linger is on, so each run gets its own scope; ${service}`)
		: warning(
				'systemd',
				`linger is off, so runs get no scope of their own; ${service}`,
				'With `loginctl enable-linger` a scope contains every process that an agent starts, and the service runs without a login.',
			);
}

/** Whether the stored facts can be read: through a running supervisor, or from the file. */
export async function checkDatabase(root: string, env: NodeJS.ProcessEnv): Promise<Finding> {
	try {
		const connected = await connectIfRunning({root, env});
		const fleet = connected ? await connected.client.readFleet() : (await readStoredFacts(root, env)).fleet;
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
	return bad(what, toMessage(error), hint ?? 'See .towline/supervisor.log.');
}
