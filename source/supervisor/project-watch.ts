import {stat} from 'node:fs/promises';
import type {Agent} from '../core/agent.ts';
import {TowlineError, toMessage} from '../core/errors.ts';
import type {Fleet} from '../core/fleet.ts';
import type {StoryId} from '../core/ids.ts';
import type {Story} from '../core/story.ts';
import type {AgentConfig, ProjectConfig} from '../project/config.ts';
import {readConfig} from '../project/read-config.ts';
import {currentBranch} from '../project/repository.ts';
import {readStories} from '../project/stories.ts';
import {signatureOf, watchStories} from '../project/watch-stories.ts';
import {findRuntime, runtimeNames} from '../runtimes/registry.ts';
import type {Runtime} from '../runtimes/runtime.ts';
import type {Cancel, Clock} from './clock.ts';
import {toProjectFacts} from './project-facts.ts';
import type {DraftEvent} from './recorder.ts';
import {agentFor, type StoryBook, toStoryDrafts} from './story-book.ts';

/** The project's own files, as they are now and as they change: configuration and stories. */
export type ProjectWatch = {
	config(): ProjectConfig;
	/** What a run is told. A story whose file is gone can still be continued: its title and id are known. */
	storyOf(agent: Agent): Story;
	agentConfigOf(agent: Agent): AgentConfig;
	runtimeOf(agentConfig: AgentConfig): Runtime;
	/** From now on changes are recorded; what differs already, at once. */
	attach(target: Target): void;
	/** Reads again what has changed: a command may follow a change by a millisecond. Throws `CONFIG_INVALID`. */
	refresh(): Promise<void>;
	dispose(): void;
};

/** How often the configuration is looked at by itself; stories are watched. */
const pollMs = 5000;

type Target = {readonly fleet: () => Fleet; readonly record: (drafts: readonly DraftEvent[]) => void};

export async function openProjectWatch(options: {
	readonly config: ProjectConfig;
	readonly clock: Clock;
	readonly onFault: (error: unknown) => void;
}): Promise<ProjectWatch> {
	const {clock, onFault} = options;
	let config = options.config;
	let configMark = await markOf(config.file);
	let base = await baseOf(config);
	let bookMark = signatureOf(config.stories);
	let book = await readBook(config);
	let target: Target | undefined;
	let stopWatching = () => {};
	let cancelPoll: Cancel = () => {};
	let lastRefusal = '';
	let turn = Promise.resolve();

	const publish = () => {
		if (target) {
			const {fleet, record} = target;
			const project = toProjectFacts(config, base, book.refused);
			const isNew = JSON.stringify(fleet().project) !== JSON.stringify(project);
			record([
				...(isNew ? [{event: {type: 'project-configured', project} as const}] : []),
				...toStoryDrafts(book, fleet(), config),
			]);
		}
	};

	const watch = () => {
		stopWatching();
		stopWatching = watchStories({
			config,
			after: clock.after,
			onChange: () => void refresh().catch(sayRefusal),
		});
	};

	const refreshNow = async () => {
		const mark = await markOf(config.file);

		if (mark !== configMark) {
			config = await readConfig({file: config.file, runtimes: runtimeNames});
			// Only now: one that cannot be read is refused each time, until it can.
			configMark = mark;
			base = await baseOf(config);
			bookMark = '';
			target && watch();
		}

		const signature = signatureOf(config.stories);

		if (signature !== bookMark) {
			book = await readBook(config);
			bookMark = signature;
		}

		lastRefusal = '';
		publish();
	};

	/** One after the other: an older reading must not have the last word. */
	const refresh = () => {
		const next = turn.then(refreshNow);
		turn = next.catch(() => {});
		return next;
	};

	const poll = () => {
		cancelPoll = clock.after(pollMs, () => {
			void refresh()
				.catch(sayRefusal)
				.then(() => target && poll());
		});
	};

	/** Nobody waits for this one, so it is said to everybody. What was valid stays in force. */
	const sayRefusal = (error: unknown) => {
		const text = toMessage(error);

		if (text === lastRefusal) {
			return;
		}

		lastRefusal = text;

		if (error instanceof TowlineError) {
			target?.record([{event: {type: 'notice-raised', level: 'error', text}}]);
		} else {
			onFault(error);
		}
	};

	return {
		config: () => config,
		storyOf: agent => book.stories.get(agent.story) ?? fromFacts(agent),
		agentConfigOf: agent => config.agents.find(({name}) => name === agent.name) ?? agentFor(config, {agent: undefined}),
		runtimeOf: agentConfig => findRuntime(agentConfig.runtime),
		attach(newTarget) {
			target = newTarget;
			publish();
			watch();
			poll();
		},
		refresh,
		dispose() {
			target = undefined;
			stopWatching();
			cancelPoll();
		},
	};
}

async function readBook(config: ProjectConfig): Promise<StoryBook> {
	const {stories, refused} = await readStories(config);
	return {stories: new Map<StoryId, Story>(stories.map(story => [story.id, story])), refused};
}

/** What worktrees branch from: as configured, or the branch checked out; `undefined` outside a repository, and where git cannot tell. */
async function baseOf(config: ProjectConfig): Promise<string | undefined> {
	return config.base ?? (await currentBranch(config.root).catch(() => undefined));
}

/** Changes whenever the file is written. */
async function markOf(file: string): Promise<string> {
	try {
		const {mtimeMs, size, ino} = await stat(file);
		return `${mtimeMs} ${size} ${ino}`;
	} catch {
		return 'gone';
	}
}

function fromFacts({story, title, name, after, priority, budgetUsd}: Agent): Story {
	return {id: story, title, agent: name, after, priority, budgetUsd, body: title, file: ''};
}
