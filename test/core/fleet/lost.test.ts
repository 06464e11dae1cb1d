import {expect, test} from 'vitest';
import {withLost} from '../../../source/core/fleet/lost.ts';
import {
	coder,
	fleetAfter,
	noon,
	reviewer,
	runEnded,
	runQueued,
	runStarted,
	runStopping,
	session,
	sessionOpened,
	storyRead,
} from '../given.ts';

test('what was live is lost, at the time it was last heard of', () => {
	const agent = withLost(fleetAfter(storyRead, runStarted(), sessionOpened)).agents[coder];
	expect(agent?.phase).toMatchObject({
		status: 'lost',
		end: {exit: {kind: 'lost'}, startedAt: noon + 1000, endedAt: noon + 2000},
	});
	expect(agent?.lastEnd).toBe(agent?.phase.status === 'lost' && agent.phase.end);
	expect(agent?.session).toBe(session);
});

test('what was being stopped is stopped', () => {
	const agent = withLost(fleetAfter(runStarted(), runStopping)).agents[coder];
	expect(agent?.phase).toMatchObject({status: 'stopped', end: {exit: {kind: 'killed', by: 'user'}}});
});

test('the rest stays as it was', () => {
	const fleet = fleetAfter(runStarted(), runEnded(), {event: runQueued, agent: reviewer});
	expect(withLost(fleet)).toEqual(fleet);
	expect(withLost(fleet).agents[coder]).toBe(fleet.agents[coder]);
});
