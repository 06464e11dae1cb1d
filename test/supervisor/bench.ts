import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {Agent} from '../../source/core/fleet/agent.ts';
import type {Recorded} from '../../source/core/fleet/agent-event.ts';
import {type AgentId, toAgentId, toStoryId} from '../../source/core/ids.ts';
import {readConfig} from '../../source/project/config/read-config.ts';
import {runtimeNames} from '../../source/runtimes/registry.ts';
import {openStore} from '../../source/store/open-store.ts';
import {systemClock} from '../../source/supervisor/clock.ts';
import {openProjectWatch} from '../../source/supervisor/project/project-watch.ts';
import {createSupervisor, type Supervisor} from '../../source/supervisor/supervisor.ts';
import {openPlaceHere} from '../holder/place-here.ts';

const fixtures = path.resolve(import.meta.dirname, '../fixtures/agents');

/** A supervisor in this process, with a real store, real PTYs and runnable fixture agents. */
export type SupervisorBench = AsyncDisposable & {
	readonly supervisor: Supervisor;
	readonly root: string;
	readonly faults: readonly unknown[];
	/** The row of a story. */
	agent(story: string): Agent;
	id(story: string): AgentId;
	/** Resolves when the fleet satisfies the condition, checked after every stored batch. */
	until(isSo: () => boolean): Promise<void>;
	/** Everything recorded of a story's runs since the bench was opened. */
	eventsOf(story: string): readonly Recorded[];
};

/** `stories` names a fixture agent for each story. */
export async function openSupervisorBench(options: {
	readonly stories: Readonly<Record<string, string>>;
	readonly limits?: string;
	readonly more?: string;
	/** What runs instead of a fixture, by agent. */
	readonly commands?: Readonly<Record<string, string>>;
	readonly env?: Readonly<Record<string, string>>;
}): Promise<SupervisorBench> {
	const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'towline-supervisor-')));
	writeFileSync(path.join(root, 'towline.toml'), toToml(options));
	mkdirSync(path.join(root, 'stories'));

	for (const [story, agent] of Object.entries(options.stories)) {
		writeFileSync(
			path.join(root, `stories/${story}.md`),
			`---\ntitle: Story ${story}\nagent: ${agent}\n---\n\nDo ${story}.\n`,
		);
	}

	const faults: unknown[] = [];
	const onFault = (error: unknown) => faults.push(error);
	const config = await readConfig({file: path.join(root, 'towline.toml'), runtimes: runtimeNames});
	const {store, repairs} = openStore({root});
	const place = await openPlaceHere(root, onFault);
	const supervisor = await createSupervisor({
		project: await openProjectWatch({config, clock: systemClock, onFault}),
		store,
		repairs,
		...place,
		clock: systemClock,
		environment: {PATH: process.env.PATH ?? '', HOME: root, ...options.env},
		onFault,
		onHopeless: onFault,
	});
	await supervisor.ready;
	const recorded: Recorded[] = [];
	supervisor.subscribe(batch => recorded.push(...batch));
	const id = (story: string) => toAgentId(toStoryId(story), options.stories[story] ?? '');
	const agent = (story: string): Agent => {
		const found = supervisor.fleet().agents[id(story)];

		if (!found) {
			throw new Error(`There is no row of ${story}.`);
		}

		return found;
	};

	return {
		supervisor,
		root,
		faults,
		agent,
		id,
		eventsOf: story => recorded.filter(({agent: of}) => of === id(story)),
		until: isSo =>
			new Promise(resolve => {
				const look = () => {
					if (isSo()) {
						stop();
						resolve();
					}
				};
				const stop = supervisor.subscribe(look);
				look();
			}),
		async [Symbol.asyncDispose]() {
			await supervisor.shutDown({keep: false});
			place.close();
			rmSync(root, {recursive: true, force: true, maxRetries: 3});
		},
	};
}

function toToml({stories, limits = '', more = '', commands = {}}: Parameters<typeof openSupervisorBench>[0]): string {
	const agents = [...new Set(Object.values(stories))].map(
		name =>
			`[[agent]]\nname = "${name}"\nruntime = "claude-code"\ncommand = "${commands[name] ?? path.join(fixtures, `${name}.js`)}"\n`,
	);
	return `[worktree]\nenabled = false\n\n[limits]\n${limits}\n\n${agents.join('\n')}\n${more}`;
}
