import {toContinuation} from '../../core/commands/decide.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import {unknownResetDelayMs} from '../../core/fleet/rate-limit.ts';
import type {AgentId, EpochMs} from '../../core/ids.ts';
import type {Cancel} from '../clock.ts';
import type {Policy, PolicyDeps} from './policy.ts';

/** Time between two resumed agents: a window that has just opened must not be used up in one second. */
const staggerMs = 2000;
/** Up to this is added at random, so that several projects of one account do not resume at the same moment. */
const jitterMs = 3000;

/** Queues rate-limited agents, one after the other, once their window opens. With `auto_resume = false` the user resumes them. */
export function createResumeAfterLimit({
	clock,
	fleet,
	config,
	record,
}: Pick<PolicyDeps, 'clock' | 'fleet' | 'config' | 'record'>): Policy {
	const timers = new Map<AgentId, {readonly cancel: Cancel; readonly dueAt: number}>();

	const cancel = (id: AgentId) => {
		timers.get(id)?.cancel();
		timers.delete(id);
	};

	const arm = (agent: Agent) => {
		const opensAt = selectResumesAt(agent);

		if (opensAt !== undefined) {
			const dueAt = freeTime(Math.max(opensAt.time, clock.now()) + clock.random() * jitterMs);
			const resume = () => {
				timers.delete(agent.id);
				queue(agent.id, opensAt.time);
			};
			timers.set(agent.id, {dueAt, cancel: wait(dueAt, opensAt.isKnown, resume)});
		}
	};

	/** A reset time is on the wall clock. A delay of ours passes also if the clock is set back, and while the machine sleeps. */
	const wait = (dueAt: number, isResetKnown: boolean, resume: () => void): Cancel => {
		const cancels: Cancel[] = [];
		const cancelAll = () => {
			for (const each of cancels) each();
		};
		const done = () => {
			cancelAll();
			resume();
		};
		cancels.push(clock.at(dueAt, done));
		isResetKnown || cancels.push(clock.after(dueAt - clock.now(), done));
		return cancelAll;
	};

	/** The first time from `at` on that is `staggerMs` away from every other timer. */
	const freeTime = (at: number): number => {
		const conflict = [...timers.values()].find(({dueAt}) => Math.abs(dueAt - at) < staggerMs);
		return conflict ? freeTime(conflict.dueAt + staggerMs) : at;
	};

	const queue = (id: AgentId, resetsAt: EpochMs) => {
		const agent = fleet().agents[id];

		if (agent?.phase.status === 'rate-limited') {
			const {isUnattended} = agent.phase.end;
			const cause = {kind: 'rate-limit', resetsAt} as const;
			record([{agent: id, event: {type: 'run-queued', intent: toContinuation(agent), cause, isUnattended}}]);
		}
	};

	return {
		onFacts() {
			const {autoResume} = config().limits;

			for (const id of timers.keys()) {
				if (!autoResume || fleet().agents[id]?.phase.status !== 'rate-limited') {
					cancel(id);
				}
			}

			for (const agent of autoResume ? Object.values(fleet().agents) : []) {
				if (agent.phase.status === 'rate-limited' && agent.isListed && !timers.has(agent.id)) {
					arm(agent);
				}
			}
		},
		dispose() {
			for (const id of [...timers.keys()]) {
				cancel(id);
			}
		},
	};
}

/** When a rate-limited agent's window opens, and whether its program said so; `undefined` for any other agent. */
function selectResumesAt(agent: Agent): {readonly time: EpochMs; readonly isKnown: boolean} | undefined {
	if (agent.phase.status !== 'rate-limited') {
		return undefined;
	}

	const {exit, endedAt} = agent.phase.end;
	const resetsAt = exit.kind === 'rate-limited' ? exit.resetsAt : undefined;
	// A reset time that had passed when the run ended is ignored: resuming at once would be refused again.
	return resetsAt !== undefined && resetsAt > endedAt
		? {time: resetsAt, isKnown: true}
		: {time: (endedAt + unknownResetDelayMs) as EpochMs, isKnown: false};
}
