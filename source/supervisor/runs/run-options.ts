import type {Agent} from '../../core/fleet/agent.ts';
import type {Intent, QueueCause} from '../../core/fleet/agent-event.ts';
import type {StopCause} from '../../core/fleet/run-exit.ts';
import type {Story} from '../../core/fleet/story.ts';
import type {RunId} from '../../core/ids.ts';
import type {Semaphore} from '../../core/mutex.ts';
import type {Launcher, RunCustody} from '../../launchers/launcher.ts';
import type {AgentConfig, ProjectConfig} from '../../project/config/config.ts';
import type {Environment, Runtime} from '../../runtimes/runtime.ts';
import type {Clock} from '../clock.ts';
import type {DraftEvent} from '../recording/recorder.ts';
import type {RunEnded} from './follow-up.ts';
import type {EndedReport} from './live-handle.ts';

/** The agent, story and intent of one run. */
export type RunOptions = {
	readonly agent: Agent;
	readonly story: Story;
	readonly agentConfig: AgentConfig;
	readonly config: ProjectConfig;
	readonly intent: Intent;
	readonly cause: QueueCause;
	readonly isUnattended: boolean;
	/** The environment that the command sent. */
	readonly sent: Environment;
};

/** What a run uses of the supervisor and the machine. */
export type RunDeps = {
	readonly clock: Clock;
	readonly launcher: Launcher;
	readonly custody: RunCustody;
	readonly runtime: Runtime;
	/** Records events. */
	readonly record: (drafts: readonly DraftEvent[]) => void;
	/** Records the end of a run, together with the run that follows. */
	readonly recordEnd: (event: RunEnded, report: EndedReport) => void;
	/** Records a stop by the supervisor and stops the run. */
	readonly requestStop: (run: RunId, by: StopCause, reason: string) => void;
	/** The recorded stop of a run, if any. */
	readonly stopping: (run: RunId) => {readonly by: StopCause; readonly reason?: string} | undefined;
	/** Limits how many runs count their changes at once: each count starts several git processes. */
	readonly changeCounts: Semaphore;
	/** An unexpected error, for the supervisor's log. */
	readonly onFault: (error: unknown) => void;
};
