import {TowlineError} from '../../core/errors.ts';
import type {RunEvent} from '../../core/fleet/agent-event.ts';
import type {PermissionDecision} from '../../core/fleet/permission.ts';
import {type RunId, toRunId} from '../../core/ids.ts';
import {createPriceOf} from '../../core/money/prices.ts';
import type {LaunchedProcess, ProcessExit} from '../../launchers/launcher.ts';
import {createExitGrace, type ExitGrace} from '../policies/exit-grace.ts';
import {createInactivityTimeout} from '../policies/inactivity-timeout.ts';
import type {RunEnded} from './follow-up.ts';
import type {LiveHandle} from './live-handle.ts';
import {createRunChanges, type RunChanges} from './run-changes.ts';
import {type Conversation, createConversation} from './run-conversation.ts';
import {endExited, endUnstarted} from './run-ending.ts';
import {hear, noTestimony, type Testimony} from './run-evidence.ts';
import {planFolder, type RunFolder} from './run-folder.ts';
import {type Launched, launchRun} from './run-launch.ts';
import type {RunDeps, RunOptions} from './run-options.ts';
import {createRunOutput} from './run-output.ts';

/** Starts a run: its folder, its process, its conversation, its end. Everything it learns is recorded. */
export function startRun(options: RunOptions, deps: RunDeps): LiveHandle {
	const run = toRunId(deps.clock.now(), deps.clock.random());
	const life = new RunLife(run, options, deps);
	return {
		run,
		agent: options.agent.id,
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
	readonly #preparation = new AbortController();
	readonly #folder: RunFolder;
	readonly #changes: RunChanges;
	readonly #silence;
	readonly #exitGrace: ExitGrace;
	#testimony: Testimony = noTestimony;
	#process: LaunchedProcess | undefined;
	#isFrozen = false;

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
			onAwaiting: isAwaiting => (isAwaiting ? this.#silence.hold('person') : this.#silence.release('person')),
		});
		this.#folder = planFolder(options.config, options.story);
		this.#changes = createRunChanges({
			clock: deps.clock,
			count: () => deps.changeCounts(() => this.#folder.countChanges()),
			onCounted: changes => this.#record([{type: 'changes-counted', changes}]),
			onFault: deps.onFault,
		});
		this.#silence = createInactivityTimeout({
			clock: deps.clock,
			limitMs: options.config.limits.inactivityTimeoutMs,
			onSilence: () => this.#endForSilence(),
		});
		this.#exitGrace = createExitGrace({
			clock: deps.clock,
			onRunOut: () => deps.custody.end({run}).catch(deps.onFault),
		});
	}

	async live(): Promise<void> {
		const {agent, intent, isUnattended} = this.#options;
		const attempt = agent.attempts + 1;

		try {
			this.#record([{type: 'run-started', attempt, intent, ...this.#folder.planned, isUnattended}]);
			const launched = await launchRun({
				run: this.#run,
				options: this.#options,
				deps: this.#deps,
				folder: this.#folder,
				signal: this.#preparation.signal,
				record: events => {
					this.#silence.touch();
					this.#record(events);
				},
			});
			this.#process = launched.process;
			await this.#end(await this.#attend(launched));
		} catch (error) {
			await endUnstarted({run: this.#run, error}, this.#deps, event => this.#recordEnd(event, true));
		} finally {
			this.#silence.cancel();
			this.#exitGrace.cancel();
			this.#deps.custody.release(this.#run);
		}
	}

	/** Listens from the first byte on, and says the first words. */
	#attend({process, request}: Launched): Promise<ProcessExit> {
		const output = createRunOutput({
			translator: this.#deps.runtime.createTranslator(request, createPriceOf(this.#options.config.prices)),
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
			this.stop().catch(this.#deps.onFault);
		} else if (this.#isFrozen) {
			this.freeze();
		}

		return exited;
	}

	#hear(events: readonly RunEvent[]): void {
		// Recorded first: what follows from an event must not come before it.
		this.#record(events);

		for (const event of events) {
			this.#testimony = hear(this.#testimony, event);
			this.#conversation.hear(event);

			if (event.type === 'tool-finished') {
				this.#changes.touch();
			}
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
		if (this.#conversation.endInput()) {
			this.#exitGrace.begin();
		}
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
		this.#isFrozen = true;
		this.#silence.hold('disk');
		this.#deps.custody.freeze(this.#run).catch(this.#deps.onFault);
	}

	thaw(): void {
		this.#isFrozen = false;
		this.#deps.custody.thaw(this.#run).catch(this.#deps.onFault);
		this.#silence.release('disk');
	}

	#endForSilence(): void {
		const {inactivityTimeoutMs} = this.#options.config.limits;
		this.#deps.requestStop(this.#run, 'inactivity', `silent for ${formatSpan(inactivityTimeoutMs)}`);
	}

	#end(processExit: ProcessExit): Promise<void> {
		const exited = {
			run: this.#run,
			folder: this.#folder,
			changes: this.#changes,
			testimony: () => this.#testimony,
			processExit,
			hasLingered: () => this.#exitGrace.hasRunOut,
		};
		return endExited(exited, this.#deps, event => this.#recordEnd(event, false));
	}

	#recordEnd(event: RunEnded, couldNotStart: boolean): void {
		this.#conversation.close();
		this.#deps.recordEnd(event, {
			run: this.#run,
			lastTurn: this.#testimony.lastTurn,
			undelivered: this.#conversation.unread(),
			couldNotStart,
		});
	}

	#record(events: readonly RunEvent[]): void {
		this.#deps.record(events.map(event => ({agent: this.#options.agent.id, run: this.#run, event})));
	}
}

function formatSpan(ms: number): string {
	return ms % 60_000 === 0 ? `${ms / 60_000}m` : `${Math.round(ms / 1000)}s`;
}
