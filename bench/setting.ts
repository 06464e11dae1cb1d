// Shared by the measurements: a project with many stories, `bench/agents/flood.js` as the agent, and its supervisor.
import path from 'node:path';
import type {ProjectClient} from '../source/api/client.ts';
import {connect} from '../source/api/spawn.ts';
import {isLive} from '../source/core/fleet/agent.ts';
import type {Fleet} from '../source/core/fleet/fleet.ts';
import {type AgentId, toAgentId, toStoryId} from '../source/core/ids.ts';
import {createProject, program, type TestProject} from '../test/e2e/project.ts';

/** The agent program; also used without Towline for comparison. */
export const floodProgram = path.join(import.meta.dirname, 'agents/flood.js');

/** A project with a running supervisor of the built program. */
export type Setting = AsyncDisposable & {
	readonly project: TestProject;
	readonly client: ProjectClient;
	readonly agents: readonly AgentId[];
	readonly supervisor: number;
	/** Starts the first `count` stories, or all. */
	start(count?: number): Promise<void>;
	/** Resolves with the fleet once the condition holds; it is checked four times a second. */
	until(isAsWanted: (fleet: Fleet) => boolean): Promise<Fleet>;
};

export type SettingOptions = {
	readonly agents: number;
	/** Arguments of `flood.js`. */
	readonly flood: readonly string[];
	/** Extra environment of the supervisor, such as `NODE_OPTIONS`. */
	readonly env?: NodeJS.ProcessEnv;
};

export async function openSetting({agents, flood, env = {}}: SettingOptions): Promise<Setting> {
	const project = createProject({stories: {}, env});
	project.writeConfig(
		`[project]\nname = "bench"\n[worktree]\nenabled = false\n[limits]\nmax_parallel = 500\n` +
			`[[agent]]\nname = "flood"\nruntime = "claude-code"\ncommand = "${floodProgram}"\nargs = ${JSON.stringify(flood)}\n`,
	);
	const ids = Array.from({length: agents}, (_, index) => {
		const words = [verbs[index % verbs.length], nouns[(index * 5) % nouns.length]];
		const story = toStoryId(`${index + 1}_${words.join('-')}`);
		project.addStory(story, `---\ntitle: ${words.join(' the ')}\n---\n\nGo.\n`);
		return toAgentId(story, 'flood');
	});
	const {client, hello} = await connect({root: project.root, env: project.env, program});

	return {
		project,
		client,
		agents: ids,
		supervisor: hello.pid,
		async start(count = agents) {
			for (const agent of ids.slice(0, count)) {
				await client.send({type: 'start', agent});
			}
		},
		async until(isAsWanted) {
			for (;;) {
				const fleet = await client.readFleet();

				if (isAsWanted(fleet)) {
					return fleet;
				}

				await pause(250);
			}
		},
		[Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
	};
}

/** Words for titles that differ like those of real stories: equal rows would be cheaper to draw. */
const verbs = ['add', 'fix', 'rename', 'speed-up', 'remove', 'translate', 'document', 'test', 'split'];
const nouns = [
	'checkout',
	'search',
	'receipts',
	'login',
	'stock',
	'coupons',
	'cart',
	'mails',
	'reports',
	'pictures',
	'api',
];

/** Whether no agent is queued or running. */
export function isOver(fleet: Fleet): boolean {
	return Object.values(fleet.agents).every(agent => !isLive(agent) && agent.phase.status !== 'queued');
}

/** Whether every agent is running. */
export function allRun(fleet: Fleet): boolean {
	return Object.values(fleet.agents).every(agent => agent.phase.status === 'running');
}

export function pause(ms: number): Promise<void> {
	return new Promise(resolve => {
		setTimeout(resolve, ms);
	});
}
