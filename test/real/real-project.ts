import {execFile, execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {onTestFinished, test} from 'vitest';
import {createClient, type FleetClient} from '../../source/api/client.ts';
import {socketPathOf} from '../../source/api/socket-path.ts';
import {type FakeApi, startFakeApi, type Turn} from './fake-api.ts';
import {installClaude} from './install-claude.ts';
import {type PsAgent, psJson} from './ps-json.ts';

const installation = await installClaude();

if (installation.kind === 'unavailable') {
	console.warn(`Skipped: ${installation.reason}`);
}

/** A test with the real program; skipped, and said so, where it cannot be installed. */
export const realTest = test.skipIf(installation.kind === 'unavailable');

const cli = path.resolve(import.meta.dirname, '../../dist/cli.js');
export const model = 'claude-opus-5-5';

/** How a command ended. */
export type Finished = {readonly exitCode: number; readonly stdout: string; readonly stderr: string};

/** A project of one story, `1_hello`, whose agent is the real program and whose model is a script. */
export type RealProject = {
	readonly root: string;
	readonly api: FakeApi;
	/** Another connection to its supervisor, as the dashboard has one. */
	readonly client: FleetClient;
	/** Runs the built program in the project. */
	towline(...args: string[]): Promise<Finished>;
	/** The story's agent as `towline ps --json` has it. */
	agent(): Promise<PsAgent>;
};

/** Everything of it, supervisor and processes included, ends with the test. `config` is added to its `towline.toml`. */
export async function useRealProject(script: readonly Turn[], config = ''): Promise<RealProject> {
	const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'towline-real-')));
	const root = path.join(folder, 'project');
	const api = await startFakeApi(script);
	const env = environment(folder, api.url);
	const towline = (...args: string[]) => finish([cli, ...args], {cwd: root, env});
	onTestFinished(async () => {
		await towline('down');
		await api.close();
		rmSync(folder, {recursive: true, force: true, maxRetries: 3});
	});
	writeProject(root, config);
	mkdirSync(path.join(folder, 'home'));

	return {
		root,
		api,
		client: createClient({socketPath: socketPathOf(root, env), environment: env}),
		towline,
		async agent() {
			const {stdout} = await towline('ps', '--json');
			const agent = psJson.parse(JSON.parse(stdout)).agents[0];

			if (agent === undefined) {
				throw new Error('towline ps names no agent.');
			}

			return agent;
		},
	};
}

function writeProject(root: string, config: string): void {
	if (!existsSync(cli)) {
		throw new Error('There is no dist/cli.js: run `npm run test:real`, which builds it first.');
	}

	mkdirSync(path.join(root, 'stories'), {recursive: true});
	writeFileSync(path.join(root, 'stories/1_hello.md'), '---\ntitle: Say hello\n---\n\nSay hello.\n');
	writeFileSync(
		path.join(root, 'towline.toml'),
		`[worktree]
enabled = false

[limits]
max_retries = 0

[[agent]]
name = "coder"
runtime = "claude-code"
args = ["--model", "${model}"]
permission_mode = "acceptEdits"

${config}
`,
	);
	execFileSync('git', ['init', '--quiet', root]);
}

/** Nothing of the user's, no key, no telemetry; what would leave the machine all the same meets the fake API as its proxy. */
function environment(folder: string, url: string): Record<string, string> {
	return {
		HOME: path.join(folder, 'home'),
		PATH: `${path.dirname(process.execPath)}:${process.env.PATH ?? ''}`,
		LANG: 'C.UTF-8',
		TERM: 'xterm-256color',
		TOWLINE_CLAUDE_BIN: installation.kind === 'installed' ? installation.binary : '',
		ANTHROPIC_BASE_URL: url,
		ANTHROPIC_API_KEY: 'not-a-key',
		CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
		DISABLE_TELEMETRY: '1',
		DISABLE_AUTOUPDATER: '1',
		DISABLE_ERROR_REPORTING: '1',
		HTTP_PROXY: url,
		HTTPS_PROXY: url,
		NO_PROXY: '127.0.0.1',
	};
}

function finish(args: readonly string[], options: {cwd: string; env: Record<string, string>}): Promise<Finished> {
	return new Promise(resolve => {
		const child = execFile(process.execPath, args, options, (_error, stdout, stderr) => {
			resolve({exitCode: child.exitCode ?? -1, stdout, stderr});
		});
	});
}
