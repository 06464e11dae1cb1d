import type {AgentStatus} from '../../source/core/fleet/agent.ts';
import {
	type Given,
	permission,
	runEnded,
	runQueued,
	runStarted,
	runStopping,
	sessionOpened,
	storyRead,
} from './given.ts';

const running: readonly Given[] = [storyRead, runStarted(), sessionOpened];

/** What happened to `coder` when it is in each status. */
export const factsByStatus: Readonly<Record<AgentStatus, readonly Given[]>> = {
	idle: [storyRead],
	queued: [storyRead, runQueued],
	starting: [storyRead, runStarted()],
	running,
	'needs-input': [...running, {type: 'permission-asked', permission: permission()}],
	stopping: [...running, runStopping],
	completed: [...running, runEnded()],
	failed: [...running, runEnded({kind: 'failed', exitCode: 1, reason: 'exited 1'})],
	stopped: [...running, runEnded({kind: 'killed', by: 'user'})],
	'rate-limited': [...running, runEnded({kind: 'rate-limited', resetsAt: undefined, window: 'five_hour'})],
	lost: [...running, runEnded({kind: 'lost'})],
};
