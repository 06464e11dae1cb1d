import {execFile, execFileSync} from 'node:child_process';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {watch} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {createClient, type ProjectClient} from '../../source/api/client.ts';
import {followFleetChanges} from '../../source/commands/run/follow-fleet-changes.ts';
import type {Agent} from '../../source/core/fleet/agent.ts';
import type {Fleet} from '../../source/core/fleet/fleet.ts';
import {trustProject} from '../helpers/trust.ts';

const repository = path.resolve(import.meta.dirname, '../..');
/** The built program: what a person runs. */
export const program = path.join(repository, 'dist/cli.js');
const agents = path.join(repository, 'test/fixtures/agents');

/** A test that waits longer for something has failed, and says what there was instead. */
const longestWaitMs = 120_000;

/** What a command came to. */
export type Outcome = {readonly exitCode: number; readonly stdout: string; readonly stderr: string};

/** A project in a folder of its own, with a supervisor of its own, that goes without a trace. */
export type TestProject = AsyncDisposable & {
	readonly root: string;
	/** The environment every command of it runs in. */
	readonly env: NodeJS.ProcessEnv;
	/** Runs the built program in the project. */
	towline(...args: readonly string[]): Promise<Outcome>;
	/** What `towline ps --json` says of one story. */
	agent(story: string): Promise<AgentJson>;
	/** The supervisor's socket; commands of the built program are what a person would use. */
	readonly client: ProjectClient;
	/** Waits, by the supervisor's own events, until the facts satisfy it; answers them. One must be running. */
	until(isSo: (fleet: Fleet) => boolean): Promise<Fleet>;
	/** The same for the row of one story. */
	untilAgent(story: string, isSo: (agent: Agent) => boolean): Promise<Agent>;
	addStory(id: string, text?: string): void;
	/** Replaces `towline.toml`, and trusts it. */
	writeConfig(toml: string): void;
	/** Pids of living processes whose environment carries a run's mark, and that work for this project. */
	marked(): readonly number[];
	supervisorPid(): Promise<number | undefined>;
};

/** One of `ps --json`'s agents, as far as tests read it. */
export type AgentJson = {
	readonly id: string;
	readonly status: string;
	readonly reason: string | null;
	readonly sessionId: string | null;
	readonly sessions?: readonly {readonly model: string | null; readonly sessionId: string}[];
	readonly model: string | null;
	readonly tokens: {
		readonly input: number;
		readonly output: number;
		readonly cacheWrite: number;
		readonly cacheRead: number;
	};
	readonly costUsd: number | null;
	readonly costIsEstimate: boolean;
	readonly attempt: number;
	readonly pid: number | null;
	readonly exit: {readonly kind: string} | null;
	readonly permission: {readonly requestId: string} | null;
	readonly branch?: string | null;
	readonly worktree?: string | null;
	readonly changes?: {
		readonly files: number;
		readonly added: number;
		readonly removed: number;
		readonly commits: number;
	} | null;
};

export type ProjectOptions = {
	/** Story ids, each for the agent of the same position: `{'1_first': 'answers'}` names a fixture agent. */
	readonly stories: Readonly<Record<string, string>>;
	/** Lines of `[limits]`. */
	readonly limits?: string;
	/** More TOML at the end. */
	readonly more?: string;
	readonly worktrees?: boolean;
	/** Lines of `[worktree]`, besides `enabled`. */
	readonly worktree?: string;
	/** Lines of each `[[agent]]`, by its name. */
	readonly agent?: Readonly<Record<string, string>>;
	/** `false`: a folder without a repository. */
	readonly hasGit?: boolean;
	/** More lines of each story's front matter, by story. */
	readonly frontMatter?: Readonly<Record<string, string>>;
	readonly env?: NodeJS.ProcessEnv;
	/** `false`: nobody has run `towline trust` there. */
	readonly isTrusted?: boolean;
};

/** Makes a git repository with stories, and an `[[agent]]` for each fixture that they name. */
export function createProject(options: ProjectOptions): TestProject {
	const root = realpathSync(mkdtempSync(path.join(process.env.TOWLINE_TEST_BASE ?? tmpdir(), 'e2e-')));
	chmodSync(root, 0o700);
	const env: NodeJS.ProcessEnv = {
		PATH: process.env.PATH,
		HOME: root,
		LANG: 'C.UTF-8',
		TERM: 'xterm-256color',
		TOWLINE_SOCKET: path.join(root, '.sock', 's'),
		TOWLINE_TEST_ROOT: root,
		XDG_CONFIG_HOME: path.join(root, '.config'),
		...options.env,
	};
	mkdirSync(path.join(root, '.sock'), {mode: 0o700});
	const file = (name: string) => path.join(root, name);
	writeFileSync(file('towline.toml'), toToml(options));
	mkdirSync(file('stories'));

	const addStory = (id: string, text = `---\ntitle: Story ${id}\n---\n\nDo what ${id} says.\n`) => {
		writeFileSync(file(`stories/${id}.md`), text);
	};

	for (const [id, agent] of Object.entries(options.stories)) {
		const more = options.frontMatter?.[id] ?? '';
		addStory(id, `---\ntitle: Story ${id}\nagent: ${agent}\n${more}---\n\nDo what ${id} says.\n`);
	}

	writeFileSync(file('.gitignore'), '.sock/\n.config/\n.claude/\n.local/\n');

	if (options.hasGit ?? true) {
		git(root, 'init', '--quiet', '--initial-branch=main');
		git(root, 'add', '.');
		git(root, 'commit', '--quiet', '-m', 'A project');
	}

	if (options.isTrusted ?? true) {
		trustProject(root, env);
	}

	const client = createClient({socketPath: path.join(root, '.sock', 's')});
	const until = async (isSo: (fleet: Fleet) => boolean): Promise<Fleet> => {
		const leaving = new AbortController();
		let last = '';
		await untilThere(env.TOWLINE_SOCKET ?? '');

		try {
			const signal = AbortSignal.any([leaving.signal, AbortSignal.timeout(longestWaitMs)]);

			for await (const {fleet, isSettled} of followFleetChanges(client, signal)) {
				if (isSettled && isSo(fleet)) {
					return fleet;
				}

				last = JSON.stringify([fleet.agents, fleet.pauses, fleet.notices], undefined, 1);
			}
		} finally {
			leaving.abort();
		}

		throw new Error(`It did not come to that. The supervisor told last: ${last}`);
	};
	const rowOf = (fleet: Fleet, story: string) =>
		Object.values(fleet.agents).find(agent => agent.story === story && agent.isListed) ??
		Object.values(fleet.agents).find(agent => agent.story === story);

	const towline = (...args: readonly string[]): Promise<Outcome> =>
		new Promise(resolve => {
			execFile(process.execPath, [program, ...args], {cwd: root, env, maxBuffer: 1 << 28}, (error, stdout, stderr) => {
				resolve({exitCode: error ? Number(error.code ?? 1) : 0, stdout, stderr});
			});
		});

	return {
		root,
		env,
		towline,
		async agent(story) {
			const {stdout, stderr, exitCode} = await towline('ps', '--json');

			if (exitCode !== 0) {
				throw new Error(`ps failed: ${stderr}`);
			}

			const {agents: rows} = JSON.parse(stdout) as {agents: (AgentJson & {story: string})[]};
			const row = rows.find(agent => agent.story === story);

			if (!row) {
				throw new Error(`ps does not show ${story}: ${stdout}`);
			}

			return row;
		},
		client,
		until,
		async untilAgent(story, isSo) {
			const fleet = await until(current => {
				const agent = rowOf(current, story);
				return agent !== undefined && isSo(agent);
			});
			const agent = rowOf(fleet, story);

			if (!agent) {
				throw new Error(`There is no row of ${story}.`);
			}

			return agent;
		},
		addStory,
		writeConfig(toml) {
			writeFileSync(file('towline.toml'), toml);
			trustProject(root, env);
		},
		marked: () => markedProcesses(root),
		async supervisorPid() {
			const {stdout} = await towline('status', '--json');
			const {pid} = JSON.parse(stdout) as {pid: number | null};
			return pid ?? undefined;
		},
		async [Symbol.asyncDispose]() {
			await towline('down', '--force');

			for (const pid of markedProcesses(root)) {
				killQuietly(pid);
			}

			rmSync(root, {recursive: true, force: true, maxRetries: 3});
		},
	};
}

function toToml(options: ProjectOptions): string {
	const {stories, limits = '', more = '', worktrees = false, worktree = '', agent = {}} = options;
	const names = [...new Set(Object.values(stories))];
	const blocks = names.map(
		name =>
			`[[agent]]\nname = "${name}"\nruntime = "claude-code"\ncommand = "${path.join(agents, `${name}.js`)}"\n${Object.hasOwn(agent, name) ? agent[name] : ''}\n`,
	);
	return `[project]\nname = "shop"\n\n[worktree]\nenabled = ${worktrees}\n${worktree}\n\n[limits]\n${limits}\n\n${blocks.join('\n')}\n${more}`;
}

/** A supervisor that is just being started puts its socket into place when it listens. */
async function untilThere(file: string): Promise<void> {
	const leaving = new AbortController();
	const changes = watch(path.dirname(file), {signal: leaving.signal});

	if (!existsSync(file)) {
		for await (const _ of changes) {
			if (existsSync(file)) {
				break;
			}
		}
	}

	leaving.abort();
}

export function git(root: string, ...args: readonly string[]): string {
	return execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...args], {
		cwd: root,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'pipe'],
	});
}

/** Every command of a test project carries its root in the environment, and so does all that comes from it. */
function markedProcesses(root: string): readonly number[] {
	return readdirSync('/proc')
		.filter(name => /^\d+$/.test(name))
		.map(Number)
		.filter(pid => {
			try {
				const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
				return (
					environment.includes(`TOWLINE_TEST_ROOT=${root}`) &&
					environment.some(entry => entry.startsWith('TOWLINE_RUN=')) &&
					!isZombie(pid)
				);
			} catch {
				return false;
			}
		});
}

function isZombie(pid: number): boolean {
	return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

export function isAlive(pid: number): boolean {
	return existsSync(`/proc/${pid}`) && !isZombie(pid);
}

export function killQuietly(pid: number): void {
	try {
		process.kill(pid, 'SIGKILL');
	} catch {
		// It is gone already.
	}
}
