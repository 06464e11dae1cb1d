import type {Agent} from '../core/agent.ts';
import type {Intent, QueueCause, RunEvent} from '../core/agent-event.ts';
import {TowlineError, toMessage} from '../core/errors.ts';
import {type RunId, toRunId} from '../core/ids.ts';
import type {Permission, PermissionDecision} from '../core/permission.ts';
import {type RunExit, type StopCause, type TurnResult, toRunExit} from '../core/run-exit.ts';
import type {Story} from '../core/story.ts';
import type {LaunchedProcess, Launcher, ProcessExit} from '../launchers/launcher.ts';
import {preflight} from '../launchers/preflight.ts';
import type {AgentConfig, ProjectConfig} from '../project/config.ts';
import {renderPrompt} from '../project/prompt.ts';
import type {Environment, RunPlan, RunRequest, Runtime} from '../runtimes/runtime.ts';
import type {Cancel, Clock} from './clock.ts';
import type {Custody} from './custody.ts';
import {toRunEnvironment} from './environment.ts';
import {type AutomaticAnswer, answerAtOnce, createPermissionTimeout} from './policies/answer-permission.ts';
import {createInactivityTimeout} from './policies/inactivity-timeout.ts';
import type {DraftEvent} from './recorder.ts';
import {hear, noTestimony, type Testimony} from './run-evidence.ts';
import {planFolder, type RunFolder} from './run-folder.ts';
import {createRunOutput} from './run-output.ts';

/** How long a program may take to exit once its input has ended and it has nothing left to do. */
const exitGraceMs = 30_000;

/** Who is to run, and for what. */
export type RunOptions = {
	readonly agent: Agent;
	readonly story: Story;
	readonly agentConfig: AgentConfig;
	readonly config: ProjectConfig;
	readonly intent: Intent;
	readonly cause: QueueCause;
	readonly isUnattended: boolean;
	/** What the command that started it sent along. */
	readonly sent: Environment;
};

/** What a run needs of the world. */
export type RunDeps = {
	readonly clock: Clock;
	readonly launcher: Launcher;
	readonly custody: Custody;
	readonly runtime: Runtime;
	/** Records events about this run and agent. */
	readonly record: (drafts: readonly DraftEvent[]) => void;
	/** Stops the run for a cause of the supervisor's own. */
	readonly requestStop: (run: RunId, by: StopCause, reason: string) => void;
	/** The wish to stop that is recorded, if any. */
	readonly stopping: (run: RunId) => {readonly by: StopCause; readonly reason?: string} | undefined;
	readonly fifoFolder: string;
};

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
	readonly #dialog;
	readonly #preparation = new AbortController();
	readonly #permissions = new Map<string, {readonly permission: Permission; readonly cancel: Cancel}>();
	/** Said and not yet printed back, by message id. */
	readonly #unread = new Map<string, string>();
	readonly #silence;
	#testimony: Testimony = noTestimony;
	#process: LaunchedProcess | undefined;
	#isInputEnded = false;
	/** It had finished and was ended by us because it would not exit. */
	#lingered = false;
	#cancelExitTimer: Cancel | undefined;

	constructor(run: RunId, options: RunOptions, deps: RunDeps) {
		this.#run = run;
		this.#options = options;
		this.#deps = deps;
		this.#dialog = deps.runtime.createDialog();
		this.#silence = createInactivityTimeout({
			clock: deps.clock,
			limitMs: options.config.limits.inactivityTimeoutMs,
			onSilence: () => this.#endForSilence(),
		});
	}

	async live(): Promise<EndedReport> {
		const {options, deps} = {options: this.#options, deps: this.#deps};
		const folder = planFolder(options.config, options.story);
		this.#record([
			{
				type: 'run-started',
				attempt: options.agent.attempts + 1,
				intent: options.intent,
				cwd: folder.cwd,
				branch: folder.branch,
				isUnattended: options.isUnattended,
			},
		]);

		try {
			const exited = await this.#launch(folder);
			const exit = await exited;
			return await this.#end(folder, exit);
		} catch (error) {
			return await this.#endUnstarted(error);
		} finally {
			this.#silence.cancel();
			this.#cancelExitTimer?.();
			deps.custody.release(this.#run);
		}
	}

	/** Makes the folder ready and starts the process. Resolves to its exit, still to come. */
	async #launch(folder: RunFolder): Promise<Promise<ProcessExit>> {
		const {options, deps} = {options: this.#options, deps: this.#deps};
		const base = {sent: options.sent, configured: options.agentConfig.env, run: this.#run, cwd: folder.cwd};
		const plainEnv = toRunEnvironment({...base, plan: {setEnv: {}, unsetEnv: []}});
		await folder.prepare({
			env: plainEnv,
			signal: this.#preparation.signal,
			onOutput: text => this.#record([{type: 'line-printed', text}]),
			onRemark: text => this.#record([{type: 'remark-made', level: 'info', text}]),
		});
		this.#preparation.signal.throwIfAborted();

		const request = this.#toRequest(folder, plainEnv);
		const plan = deps.runtime.plan(request);
		const env = toRunEnvironment({...base, plan});
		preflight({command: plan.command, cwd: folder.cwd, env});
		this.#preparation.signal.throwIfAborted();
		const process = await this.#startProcess(plan, folder.cwd, env);
		return this.#attend(process, request);
	}

	#toRequest(folder: RunFolder, env: Environment): RunRequest {
		const {intent, story, agentConfig} = this.#options;
		const prompt = renderPrompt(agentConfig.prompt, story, folder.cwd);
		return {
			session: intent.kind === 'resume' ? intent.session : undefined,
			command: agentConfig.command,
			args: agentConfig.args,
			permissionMode: agentConfig.permissionMode,
			maxTurns: agentConfig.maxTurns,
			prompt: intent.kind === 'resume' ? (intent.message ?? resumePrompt) : prompt,
			env,
		};
	}

	async #startProcess(plan: RunPlan, cwd: string, env: Environment): Promise<LaunchedProcess> {
		const {deps} = {deps: this.#deps};
		const {command, args} = deps.custody.wrap(this.#run, plan);
		const process = await deps.launcher.launch({
			run: this.#run,
			command,
			args,
			cwd,
			env,
			columns: 200,
			rows: 50,
			stdin: plan.input === 'frames' ? 'fifo' : 'empty',
			fifoFolder: deps.fifoFolder,
		});
		this.#process = process;
		const pidStart = deps.custody.take(this.#run, process.pid);
		this.#record([{type: 'process-started', pid: process.pid, pidStart}]);
		return process;
	}

	/** Listens from the first byte on, and says the first words. */
	#attend(process: LaunchedProcess, request: RunRequest): Promise<ProcessExit> {
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

		if (this.#dialog) {
			const promptId = `${this.#run}-prompt`;
			this.#unread.set(promptId, request.prompt);
			process.write(this.#dialog.open() + this.#dialog.say(promptId, request.prompt));
		}

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

			if (event.type === 'permission-asked') {
				this.#consider(event.permission);
			} else if (event.type === 'permission-withdrawn') {
				this.#forgetPermission(event.requestId);
			} else if (event.type === 'message-delivered') {
				this.#unread.delete(event.messageId);
			} else if (event.type === 'turn-ended') {
				// Whatever was printed back or not, a turn that ended has read its prompt.
				this.#unread.delete(`${this.#run}-prompt`);
			}
		}

		if (this.#testimony.isIdle && this.#unread.size === 0) {
			this.#endInput();
		}
	}

	#consider(permission: Permission): void {
		const {config, isUnattended} = this.#options;
		const {clock} = this.#deps;
		const limitMs = config.limits.permissionTimeoutMs;
		const cancel = createPermissionTimeout({
			clock,
			limitMs,
			onTimeout: answer => this.#answerItself(permission, answer),
		});
		this.#permissions.set(permission.requestId, {permission, cancel});
		this.#silence.hold();
		const answer = answerAtOnce(permission, config.permissions, isUnattended);

		if (answer) {
			this.#answerItself(permission, answer);
		}
	}

	#answerItself({requestId}: Permission, {decision, by}: AutomaticAnswer): void {
		this.#record([
			{
				type: 'permission-answered',
				requestId,
				decision: decision.kind,
				by,
				...(decision.kind === 'deny' ? {message: decision.message} : {}),
			},
		]);
		this.answer(requestId, decision);
	}

	answer(requestId: string, decision: PermissionDecision): void {
		const asked = this.#permissions.get(requestId);

		if (asked && this.#dialog) {
			this.#forgetPermission(requestId);
			this.#process?.write(this.#dialog.answer(asked.permission, decision));
		}
	}

	#forgetPermission(requestId: string): void {
		this.#permissions.get(requestId)?.cancel();
		this.#permissions.delete(requestId);

		if (this.#permissions.size === 0) {
			this.#silence.release();
		}
	}

	say(messageId: string, text: string): void {
		if (this.#dialog && !this.#isInputEnded && this.#process?.write(this.#dialog.say(messageId, text))) {
			this.#unread.set(messageId, text);
		}
	}

	/** Nothing is left to be said: the program finishes by itself, or is ended if it does not. */
	#endInput(): void {
		if (this.#isInputEnded) {
			return;
		}

		this.#isInputEnded = true;
		this.#process?.endInput();
		this.#cancelExitTimer = this.#deps.clock.after(exitGraceMs, () => {
			this.#lingered = true;
			void this.#deps.custody.end({run: this.#run});
		});
	}

	async stop(): Promise<void> {
		this.#preparation.abort(new TowlineError('LAUNCH_FAILED', 'It was stopped before it had started.'));
		const process = this.#process;

		if (!process) {
			return;
		}

		this.#silence.cancel();
		await this.#deps.custody.end({
			run: this.#run,
			// The result that follows carries the final cost; with no more input the program then exits.
			...(this.#dialog ? {interrupt: () => this.#interrupt(process)} : {}),
		});
	}

	#interrupt(process: LaunchedProcess): void {
		if (this.#dialog && process.write(this.#dialog.interrupt())) {
			this.#isInputEnded = true;
			process.endInput();
		}
	}

	freeze(): void {
		this.#silence.hold();
		void this.#deps.custody.freeze(this.#run);
	}

	thaw(): void {
		void this.#deps.custody.thaw(this.#run);

		if (this.#permissions.size === 0) {
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
		return {run: this.#run, lastTurn, undelivered: [...this.#unread.values()], couldNotStart: false};
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
		for (const {cancel} of this.#permissions.values()) {
			cancel();
		}

		this.#record([{type: 'run-ended', exit, ...details}]);
	}

	#record(events: readonly RunEvent[]): void {
		this.#deps.record(events.map(event => ({agent: this.#options.agent.id, run: this.#run, event})));
	}
}

/** What is said to a session that is continued without other words. */
const resumePrompt = 'You were interrupted. Go on where you left off.';

function toReason(error: unknown): string {
	return error instanceof TowlineError && error.hint ? `${error.message} ${error.hint}` : toMessage(error);
}

function formatSpan(ms: number): string {
	return ms % 60_000 === 0 ? `${ms / 60_000}m` : `${Math.round(ms / 1000)}s`;
}
