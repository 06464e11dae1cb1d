import type {Recorded, RecordedFact, RunEvent} from '../core/agent-event.ts';
import type {Command} from '../core/command.ts';
import type {Fleet} from '../core/fleet.ts';
import type {AgentId, RunId} from '../core/ids.ts';
import type {LedgerRow} from '../core/ledger.ts';
import type {Environment} from '../runtimes/runtime.ts';

/** The long-lived owner of a project's agents, as its API sees it. */
export type Supervisor = {
	fleet(): Fleet;
	/** Judges, records and does. Throws the coded refusal. `environment` is what agents started by it get. */
	execute(command: Command, environment?: Environment): void;
	/** For runs that nobody's command starts, as after a crash: the last one given is used. */
	offerEnvironment(environment: Environment): void;
	/** Calls back after every batch that was stored, and never before. Returns how to stop. */
	subscribe(listener: (batch: readonly Recorded[]) => void): () => void;
	/** Facts after `since`, in order, at most `limit`. */
	readFacts(since: number, limit: number): readonly RecordedFact[];
	/** The run that a reader of this agent follows: the live one, or the last. */
	currentRun(agent: AgentId): RunId | undefined;
	/** Where a run's next event will stand. */
	nextPosition(agent: AgentId, run: RunId): Promise<number>;
	/** Events of a run from `position` on, at most `limit`; from memory where it is recent, else from its log. */
	readRun(options: {
		readonly agent: AgentId;
		readonly run: RunId;
		readonly position: number;
		readonly limit: number;
	}): Promise<readonly Recorded<RunEvent>[]>;
	readLedger(): readonly LedgerRow[];
	/** Whether it may end by itself: nothing live, queued, rate-limited or due. */
	isIdle(): boolean;
	/**
	 * Ends every agent, then the store. Answers how many processes were ended.
	 * With `keep`, throws `STILL_RUNNING` while any agent is live.
	 */
	shutDown(options: {readonly keep: boolean}): Promise<number>;
};
