import {existsSync} from 'node:fs';
import path from 'node:path';
import {onTestFinished, test} from 'vitest';
import {createClient, type FleetClient} from '../../source/api/client.ts';
import {socketPathOf} from '../../source/api/socket-path.ts';
import {type AgentJson, createProject, type Outcome, program} from '../e2e/project.ts';
import {type FakeApi, startFakeApi, type Turn} from './fake-api.ts';
import {installClaude} from './install-claude.ts';

const installation = await installClaude();

if (installation.kind === 'unavailable') {
	console.warn(`Skipped: ${installation.reason}`);
}

/** A test with the real program; skipped with a message if it cannot be installed. */
export const realTest = test.skipIf(installation.kind === 'unavailable');

/** The model of the tests; its prices are known. */
export const model = 'claude-opus-5-5';

/** A project with the story `1_hello`, the real program as its agent and a scripted model. */
export type RealProject = {
	readonly root: string;
	readonly api: FakeApi;
	/** A second connection to its supervisor, like that of the dashboard. */
	readonly client: FleetClient;
	/** Runs the built program in the project. */
	towline(...args: readonly string[]): Promise<Outcome>;
	/** The story's agent in `towline ps --json`. */
	agent(): Promise<AgentJson>;
};

/** Ends the project with its supervisor and processes when the test ends. `config` is added to its
 * `towline.toml`, `args` to the program's arguments. */
export async function useRealProject(
	script: readonly Turn[],
	config = '',
	args: readonly string[] = [],
): Promise<RealProject> {
	if (!existsSync(program)) {
		throw new Error('There is no dist/cli.js: run `npm run test:real`, which builds it first.');
	}

	const api = await startFakeApi(script);
	onTestFinished(api.close);
	const project = createProject({stories: {}, env: environment(api.url)});
	onTestFinished(() => project[Symbol.asyncDispose]());
	project.writeConfig(toToml(config, args));
	project.addStory('1_hello', '---\ntitle: Say hello\n---\n\nSay hello.\n');

	return {
		root: project.root,
		api,
		client: createClient({socketPath: socketPathOf(project.root, project.env)}),
		towline: project.towline,
		agent: () => project.agent('1_hello'),
	};
}

function toToml(config: string, args: readonly string[]): string {
	return `[worktree]
enabled = false

[limits]
max_retries = 0
background_timeout = "5s"

[[agent]]
name = "coder"
runtime = "claude-code"
args = ${JSON.stringify(['--model', model, ...args])}
permission_mode = "acceptEdits"

${config}
`;
}

/** No real key and no telemetry. The fake API is the proxy, so that no request leaves the machine. */
function environment(url: string): Record<string, string> {
	return {
		// Tools need a `node` outside this checkout's `node_modules/.bin`, which is hidden from agents.
		PATH: `${path.dirname(process.execPath)}:${process.env.PATH ?? ''}`,
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
