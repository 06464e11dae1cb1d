import type {RunEvent} from '../core/agent-event.ts';
import {TowlineError, toMessage} from '../core/errors.ts';
import {type RunId, toRunId} from '../core/ids.ts';
import type {PermissionDecision} from '../core/permission.ts';
import {type RunExit, type TurnResult, toRunExit} from '../core/run-exit.ts';
import type {LaunchedProcess, ProcessExit} from '../launchers/launcher.ts';
import type {Cancel} from './clock.ts';
import {createInactivityTimeout} from './policies/inactivity-timeout.ts';
import {type Conversation, createConversation} from './run-conversation.ts';
import {hear, noTestimony, type Testimony} from './run-evidence.ts';
import {planFolder, type RunFolder} from './run-folder.ts';
import {type Launched, launchRun} from './run-launch.ts';
import type {RunDeps, RunOptions} from './run-options.ts';
import {createRunOutput} from './run-output.ts';

/** How long a program may take to exit once its input has ended and it has nothing left to do. */
const exitGraceMs = 30_000;

/** How a run ended, with what decides whether another follows. */
export type EndedReport = {
	readonly run: RunId;
	readonly lastTurn: TurnResult | undefined;
	/** Messages that the program never acknowledged. */
	readonly undelivered: readonly string[];
	/** It could not even be started: trying again would fail the same way. */
	readonly couldNotStart: boolean;
};

/** A run that is under way. */
export type LiveHandle = {
	readonly run: RunId;
	readonly options: RunOptions;
	/** Writes a message; whether it was read is told by `message-delivered`. */
	say(messageId: string, text: string): void;
	answer(requestId: string, decision: PermissionDecision): void;
	/** Interrupt, SIGTERM, SIGKILL; resolves when nothing of it is left. */
	stop(): Promise<void>;
	/** Stops the processes until `thaw`: the disk cannot keep up. */
	freeze(): void;
	thaw(): void;
	/** Resolves after `run-ended` is recorded; never rejects. */
	readonly ended: Promise<EndedReport>;
};

/** Starts a run: its folder, its process, its conversation, its end. Everything it learns is recorded. */
export function startRun(options: RunOptions, deps: RunDeps): LiveHandle {
	const run = toRunId(deps.clock.now(), deps.clock.random());
	const life = new RunLife(run, options, deps);
	return {
		run,
		options,
		say: (messageId, text) => life.say(messageId, text),
		answer: (requestId, decision) => life.answer(requestId, decision),
		stop: () => life.stop(),
		freeze: () => life.freeze(),
		thaw: () => life.thaw(),
		ended: life.live(),
	};
}

/** One run from its first fact to its last. The order of its methods is the order of its life. */
class RunLife {
	readonly #run: RunId;
	readonly #options: RunOptions;
	readonly #deps: RunDeps;
	readonly #conversation: Conversation;
	readonly #holds = new Set<'person' | 'disk'>();
	readonly #preparation = new AbortController();
	readonly #silence;
	#testimony: Testimony = noTestimony;
	#process: LaunchedProcess | undefined;
	/** It had finished and was ended by us because it would not exit. */
	#lingered = false;
	#cancelExitTimer: Cancel | undefined;

	constructor(run: RunId, options: RunOptions, deps: RunDeps) {
		this.#run = run;
		this.#options = options;
		this.#deps = deps;
		this.#conversation = createConversation({
			dialog: deps.runtime.createDialog(),
			clock: deps.clock,
			rules: options.config.permissions,
			permissionTimeoutMs: options.config.limits.permissionTimeoutMs,
			isUnattended: options.isUnattended,
			record: events => this.#record(events),
			onAwaiting: isAwaiting => (isAwaiting ? this.#hold('person') : this.#release('person')),
		});
		this.#silence = createInactivityTimeout({
			clock: deps.clock,
			limitMs: options.config.limits.inactivityTimeoutMs,
			onSilence: () => this.#endForSilence(),
		});
	}

	async live(): Promise<EndedReport> {
		const {config, story, agent, intent, isUnattended} = this.#options;
		const folder = planFolder(config, story);
		const attempt = agent.attempts + 1;
		this.#record([{type: 'run-started', attempt, intent, ...folder.planned, isUnattended}]);

		try {
			const launched = await launchRun({
				run: this.#run,
				options: this.#options,
				deps: this.#deps,
				folder,
				signal: this.#preparation.signal,
				record: events => this.#record(events),
			});
			this.#process = launched.process;
			return await this.#end(folder, await this.#attend(launched));
		} catch (error) {
			return await this.#endUnstarted(error);
		} finally {
			this.#silence.cancel();
			this.#cancelExitTimer?.();
			this.#deps.custody.release(this.#run);
		}
	}

	/** Listens from the first byte on, and says the first words. */
	#attend({process, request}: Launched): Promise<ProcessExit> {
		const output = createRunOutput({
			translator: this.#deps.runtime.createTranslator(request),
			clock: this.#deps.clock,
			onEvents: events => this.#hear(events),
		});
		const exited = new Promise<ProcessExit>(resolve => {
			process.onExit(exit => {
				output.end();
				resolve(exit);
			});
		});
		process.onData(chunk => {
			this.#silence.touch();
			output.push(chunk);
		});
		this.#silence.touch();

		this.#conversation.begin(process, `${this.#run}-prompt`, request.prompt);

		if (this.#preparation.signal.aborted) {
			void this.stop();
		}

		return exited;
	}

	#hear(events: readonly RunEvent[]): void {
		// Recorded first: what follows from an event must not come before it.
		this.#record(events);

		for (const event of events) {
			this.#testimony = hear(this.#testimony, event);
			this.#conversation.hear(event);
		}

		if (this.#testimony.isIdle && this.#conversation.unread().length === 0) {
			this.#endInput();
		}
	}

	say(messageId: string, text: string): void {
		this.#conversation.say(messageId, text);
	}

	answer(requestId: string, decision: PermissionDecision): void {
		this.#conversation.answer(requestId, decision);
	}

	/** Nothing is left to be said: the program finishes by itself, or is ended if it does not. */
	#endInput(): void {
		if (!this.#conversation.endInput()) {
			return;
		}

		this.#cancelExitTimer = this.#deps.clock.after(exitGraceMs, () => {
			this.#lingered = true;
			void this.#deps.custody.end({run: this.#run});
		});
	}

	async stop(): Promise<void> {
		this.#preparation.abort(new TowlineError('LAUNCH_FAILED', 'It was stopped before it had started.'));

		if (this.#process) {
			this.#silence.cancel();
			// Before the session is open nothing was spent, so there is no cost to wait for.
			const canTellCost = this.#testimony.hasSession && this.#deps.runtime.createDialog() !== undefined;
			await this.#deps.custody.end({
				run: this.#run,
				...(canTellCost ? {interrupt: () => this.#conversation.interrupt()} : {}),
			});
		}
	}

	freeze(): void {
		this.#hold('disk');
		void this.#deps.custody.freeze(this.#run);
	}

	thaw(): void {
		void this.#deps.custody.thaw(this.#run);
		this.#release('disk');
	}

	/** The agent's silence is not its own while a person is asked or its processes stand still. */
	#hold(why: 'person' | 'disk'): void {
		this.#holds.add(why);
		this.#silence.hold();
	}

	#release(why: 'person' | 'disk'): void {
		this.#holds.delete(why);

		if (this.#holds.size === 0) {
			this.#silence.release();
		}
	}

	#endForSilence(): void {
		const {inactivityTimeoutMs} = this.#options.config.limits;
		this.#deps.requestStop(this.#run, 'inactivity', `silent for ${formatSpan(inactivityTimeoutMs)}`);
	}

	async #end(folder: RunFolder, {exitCode, signal}: ProcessExit): Promise<EndedReport> {
		const swept = await this.#deps.custody.sweep(this.#run);
		const stopping = this.#deps.stopping(this.#run);
		const {lastTurn, hasSession, blockedBy, lastLine} = this.#testimony;
		const exit = toRunExit({
			...(this.#lingered ? {exitCode: 0, signal: undefined} : {exitCode, signal}),
			stopping,
			lastTurn,
			hasSession,
			blockedBy,
			lastLine,
			reportsResults: this.#deps.runtime.reportsResults,
		});
		const newCommits = await folder.countNewCommits();
		this.#recordEnd(exit, {exitCode, signal, swept, ...(newCommits === undefined ? {} : {newCommits})});
		return {run: this.#run, lastTurn, undelivered: this.#conversation.unread(), couldNotStart: false};
	}

	async #endUnstarted(error: unknown): Promise<EndedReport> {
		const swept = await this.#deps.custody.sweep(this.#run).catch(() => 0);
		const stopping = this.#deps.stopping(this.#run);
		const exit: RunExit = stopping
			? {kind: 'killed', by: stopping.by, ...(stopping.reason ? {reason: stopping.reason} : {})}
			: {kind: 'failed', exitCode: undefined, reason: toReason(error)};
		this.#recordEnd(exit, {exitCode: undefined, signal: undefined, swept});
		return {run: this.#run, lastTurn: undefined, undelivered: [], couldNotStart: true};
	}

	#recordEnd(
		exit: RunExit,
		details: {exitCode: number | undefined; signal: number | undefined; swept: number; newCommits?: number},
	): void {
		this.#conversation.close();
		this.#record([{type: 'run-ended', exit, ...details}]);
	}

	#record(events: readonly RunEvent[]): void {
		this.#deps.record(events.map(event => ({agent: this.#options.agent.id, run: this.#run, event})));
	}
}

function toReason(error: unknown): string {
	return error instanceof TowlineError && error.hint ? `${error.message} ${error.hint}` : toMessage(error);
}

function formatSpan(ms: number): string {
	return ms % 60_000 === 0 ? `${ms / 60_000}m` : `${Math.round(ms / 1000)}s`;
}
