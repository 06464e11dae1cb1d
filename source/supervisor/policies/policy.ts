import type {RecordedFact} from '../../core/fleet/agent-event.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {StopCause} from '../../core/fleet/run-exit.ts';
import type {AgentId, RunId} from '../../core/ids.ts';
import type {ProjectConfig} from '../../project/config/config.ts';
import type {Clock} from '../clock.ts';
import type {DraftEvent} from '../recording/recorder.ts';

/** One behaviour of the supervisor: hears what was recorded, and acts through what it was given. */
export type Policy = {
	/** Called after each stored batch, with its facts only; never while another policy is being called. */
	onFacts(facts: readonly RecordedFact[]): void;
	/** Lets go of its timers. */
	dispose(): void;
};

/** All that a policy may see and do. */
export type PolicyDeps = {
	readonly clock: Clock;
	readonly fleet: () => Fleet;
	readonly config: () => ProjectConfig;
	readonly record: (drafts: readonly DraftEvent[]) => void;
	/** Starts what is queued for an agent. */
	readonly startQueued: (agent: AgentId) => void;
	/** Records the wish and stops the run; a run that is stopping already is left alone. */
	readonly stopRun: (run: RunId, by: StopCause, reason: string) => void;
};
