import type {RunEvent} from '../../core/fleet/agent-event.ts';
import type {EpochMs, RunId} from '../../core/ids.ts';
import {type BackgroundLimit, createBackgroundLimit} from '../policies/background-limit.ts';
import {createExitGrace, type ExitGrace} from '../policies/exit-grace.ts';
import {createInactivityTimeout, type InactivityTimeout} from '../policies/inactivity-timeout.ts';
import type {RunEnded} from './follow-up.ts';
import {createRunChanges, type RunChanges} from './run-changes.ts';
import {type Conversation, createConversation} from './run-conversation.ts';
import {createRunEvents, type RunEvents} from './run-events.ts';
import {planFolder, type RunFolder} from './run-folder.ts';
import type {RunDeps, RunOptions} from './run-options.ts';

/** The parts of one run, connected to each other and to the recorder. */
export type RunParts = {
	readonly run: RunId;
	readonly options: RunOptions;
	readonly deps: RunDeps;
	readonly folder: RunFolder;
	readonly changes: RunChanges;
	readonly conversation: Conversation;
	readonly inactivity: InactivityTimeout;
	readonly exitGrace: ExitGrace;
	readonly background: BackgroundLimit;
	readonly events: RunEvents;
	/** Records events of this run. */
	record(events: readonly RunEvent[]): void;
	/** Records the end of this run and reports it. */
	recordEnd(event: RunEnded, options: {readonly couldNotStart: boolean}): void;
};

/** What an adopted run brings along from an earlier supervisor. */
export type Adopted = {readonly hasSession: boolean; readonly lastOutputAt: EpochMs};

export function createRunParts(run: RunId, options: RunOptions, deps: RunDeps, adopted?: Adopted): RunParts {
	const {clock, onFault} = deps;
	const {permissionTimeoutMs, inactivityTimeoutMs, backgroundTimeoutMs} = options.config.limits;
	const folder = planFolder(options.config, options.story);

	const record = (events: readonly RunEvent[]) =>
		deps.record(events.map(event => ({agent: options.agent.id, run, event})));

	const inactivity = createInactivityTimeout({
		clock,
		limitMs: inactivityTimeoutMs,
		...(adopted ? {lastAt: adopted.lastOutputAt} : {}),
		onSilence: () => deps.requestStop(run, 'inactivity', `silent for ${formatSpan(inactivityTimeoutMs)}`),
	});
	const exitGrace = createExitGrace({clock, onRunOut: () => deps.custody.end(run).catch(onFault)});
	const background = createBackgroundLimit({
		clock,
		limitMs: backgroundTimeoutMs,
		onChanged(tasks) {
			record([{type: 'background-changed', tasks}]);

			// A command may print nothing for long; how long it may run is a limit of its own.
			if (tasks.length > 0) {
				inactivity.pause('background');
			} else {
				inactivity.unpause('background');
			}
		},
		onRunOut: exitGrace.runOut,
	});
	const conversation = createConversation({
		dialog: deps.runtime.createDialog(),
		clock,
		rules: options.config.permissions,
		permissionTimeoutMs,
		isUnattended: options.isUnattended,
		record,
		onInterrupted: isInterrupted =>
			isInterrupted ? inactivity.pause('interrupted') : inactivity.unpause('interrupted'),
		onAwaiting: isAwaiting => (isAwaiting ? inactivity.pause('person') : inactivity.unpause('person')),
	});
	const changes = createRunChanges({
		clock,
		count: () => deps.changeCounts(() => folder.countChanges()),
		onCounted: counted => record([{type: 'changes-counted', changes: counted}]),
		onFault,
	});
	const events = createRunEvents({
		record: printed => deps.record(printed.map(({event, cursor}) => ({agent: options.agent.id, run, event, cursor}))),
		hasSession: adopted?.hasSession ?? false,
		conversation,
		changes,
		exitGrace,
		background,
	});

	return {
		run,
		options,
		deps,
		folder,
		changes,
		conversation,
		inactivity,
		exitGrace,
		background,
		events,
		record,
		recordEnd(event, {couldNotStart}) {
			conversation.close();
			const {lastTurn} = events.state();
			deps.recordEnd(event, {run, lastTurn, undelivered: conversation.unread(), couldNotStart});
		},
	};
}

function formatSpan(ms: number): string {
	return ms % 60_000 === 0 ? `${ms / 60_000}m` : `${Math.round(ms / 1000)}s`;
}
