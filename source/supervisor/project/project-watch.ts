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
import {agentFor, toProjectFacts, toStoryDrafts} from './project-facts.ts';
import {openProjectFiles} from './project-files.ts';

/** The project's configuration and stories, read again when their files change. */
export type ProjectWatch = {
	config(): ProjectConfig;
	/** The story of an agent. Without a file it is made of the agent's facts, so that a removed story can be resumed. */
	storyOf(agent: Agent): Story;
	agentConfigOf(agent: Agent): AgentConfig;
	runtimeOf(agentConfig: AgentConfig): Runtime;
	/** Records the present state at once, and every change from now on. */
	attach(target: Target): void;
	/** Reads changed files now, without waiting for the watch or the poll. Throws `CONFIG_INVALID`. */
	refresh(): Promise<void>;
	dispose(): void;
};

/** How often the configuration is checked for changes; story files are watched. */
const pollMs = 5000;

type Target = {readonly fleet: () => Fleet; readonly record: (drafts: readonly DraftEvent[]) => void};

export async function openProjectWatch(options: {
	readonly config: ProjectConfig;
	readonly clock: Clock;
	readonly onFault: (error: unknown) => void;
	/** Throws if a changed configuration may not take effect; the old one then stays in force. */
	readonly accept?: (changed: ProjectConfig) => void;
}): Promise<ProjectWatch> {
	const {clock, onFault, accept = () => {}} = options;
	const files = await openProjectFiles(options.config, accept);
	let target: Target | undefined;
	let stopWatching = () => {};
	let cancelPoll: Cancel = () => {};
	const errors = createErrorReport(
		text => target?.record([{event: {type: 'notice-raised', level: 'error', text}}]),
		onFault,
	);
	const mutex = createMutex();

	const publish = () => {
		if (target) {
			const {fleet, record} = target;
			const project = toProjectFacts(files.config, files.base, files.stories.refused);
			const isNew = JSON.stringify(fleet().project) !== JSON.stringify(project);
			record([
				...(isNew ? [{event: {type: 'project-configured', project} as const}] : []),
				...toStoryDrafts(files.stories, fleet(), files.config),
			]);
		}
	};

	const watch = () => {
		stopWatching();
		stopWatching = watchStories({
			config: files.config,
			after: clock.after,
			onChange: () => void refresh().catch(errors.report),
		});
	};

	const refreshNow = async () => {
		if (await files.refreshConfig()) {
			target && watch();
		}

		await files.refreshStories();
		errors.reset();
		publish();
	};

	/** One at a time: the result of an older read must not replace that of a newer one. */
	const refresh = () => mutex(refreshNow);

	const poll = () => {
		cancelPoll = clock.after(pollMs, () => {
			void refresh()
				.catch(errors.report)
				.then(() => target && poll());
		});
	};

	return {
		config: () => files.config,
		storyOf: agent => files.stories.stories.get(agent.story) ?? fromFacts(agent),
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

/** Records errors of reads that no command waits for, each once. The last valid configuration stays in force. */
function createErrorReport(raise: (text: string) => void, onFault: (error: unknown) => void) {
	let last = '';
	return {
		report(error: unknown): void {
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
		/** A read succeeded: the next error is reported even if it is the same. */
		reset(): void {
			last = '';
		},
	};
}

function fromFacts({story, title, name, after, priority, budgetUsd}: Agent): Story {
	return {id: story, title, agent: name, after, priority, budgetUsd, body: title, file: ''};
}
