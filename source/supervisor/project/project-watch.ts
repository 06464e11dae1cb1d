import {TowlineError, toMessage} from '../../core/errors.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {Story} from '../../core/fleet/story.ts';
import {createMutex} from '../../core/mutex.ts';
import type {AgentConfig, ProjectConfig} from '../../project/config/config.ts';
import {watchStories} from '../../project/stories/watch-stories.ts';
import {findRuntime} from '../../runtimes/registry.ts';
import type {Runtime} from '../../runtimes/runtime.ts';
import type {Cancel, Clock} from '../clock.ts';
import type {DraftEvent} from '../recording/recorder.ts';
import {toProjectFacts} from './project-facts.ts';
import {openProjectFiles} from './project-files.ts';
import {agentFor, toStoryDrafts} from './story-book.ts';

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
	const files = await openProjectFiles(options.config);
	let target: Target | undefined;
	let stopWatching = () => {};
	let cancelPoll: Cancel = () => {};
	const refusals = createRefusals(
		text => target?.record([{event: {type: 'notice-raised', level: 'error', text}}]),
		onFault,
	);
	const mutex = createMutex();

	const publish = () => {
		if (target) {
			const {fleet, record} = target;
			const project = toProjectFacts(files.config, files.base, files.book.refused);
			const isNew = JSON.stringify(fleet().project) !== JSON.stringify(project);
			record([
				...(isNew ? [{event: {type: 'project-configured', project} as const}] : []),
				...toStoryDrafts(files.book, fleet(), files.config),
			]);
		}
	};

	const watch = () => {
		stopWatching();
		stopWatching = watchStories({
			config: files.config,
			after: clock.after,
			onChange: () => void refresh().catch(refusals.say),
		});
	};

	const refreshNow = async () => {
		if (await files.refreshConfig()) {
			target && watch();
		}

		await files.refreshBook();
		refusals.forget();
		publish();
	};

	/** One at a time: the result of an older read must not replace that of a newer one. */
	const refresh = () => mutex(refreshNow);

	const poll = () => {
		cancelPoll = clock.after(pollMs, () => {
			void refresh()
				.catch(refusals.say)
				.then(() => target && poll());
		});
	};

	return {
		config: () => files.config,
		storyOf: agent => files.book.stories.get(agent.story) ?? fromFacts(agent),
		agentConfigOf: ({name}) =>
			files.config.agents.find(agent => agent.name === name) ?? agentFor(files.config, {agent: undefined}),
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

/** Refusals that nobody waits for, so they are said to everybody, each once. What was valid stays in force. */
function createRefusals(raise: (text: string) => void, onFault: (error: unknown) => void) {
	let last = '';
	return {
		say(error: unknown): void {
			const text = toMessage(error);

			if (text === last) {
				return;
			}

			last = text;

			if (error instanceof TowlineError) {
				raise(text);
			} else {
				onFault(error);
			}
		},
		/** All is well again: the next one is news, even the same. */
		forget(): void {
			last = '';
		},
	};
}

function fromFacts({story, title, name, after, priority, budgetUsd}: Agent): Story {
	return {id: story, title, agent: name, after, priority, budgetUsd, body: title, file: ''};
}
