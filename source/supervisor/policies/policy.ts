import type {RecordedFact} from '../../core/fleet/agent-event.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {StopCause} from '../../core/fleet/run-exit.ts';
import type {AgentId, RunId} from '../../core/ids.ts';
import type {ProjectConfig} from '../../project/config/config.ts';
import type {Clock} from '../clock.ts';
import type {DraftEvent} from '../recording/recorder.ts';

/** One behaviour of the supervisor: it reacts to recorded facts through the functions in its `PolicyDeps`. */
export type Policy = {
	/** Called after each stored batch with its facts; never during the call of another policy. */
	onFacts(facts: readonly RecordedFact[]): void;
	/** Cancels its timers. */
	dispose(): void;
};

/** What a policy may read and do. */
export type PolicyDeps = {
	readonly clock: Clock;
	readonly fleet: () => Fleet;
	readonly config: () => ProjectConfig;
	readonly record: (drafts: readonly DraftEvent[]) => void;
	/** Starts the agent's queued run. */
	readonly startQueued: (agent: AgentId) => void;
	/** Records `run-stopping` and stops the run. Does nothing if the run is already stopping. */
	readonly stopRun: (run: RunId, by: StopCause, reason: string) => void;
};
