import {expect, test} from 'vitest';
import {knownAgent} from '../../../source/core/fleet/selectors.ts';
import type {SessionId} from '../../../source/core/ids.ts';
import {explain} from '../../../source/core/status/explain.ts';
import {defaultGracePeriods} from '../../../source/holder/custody/end-run.ts';
import {History} from '../../helpers/facts.ts';
import {coder, fleetAfter, noon, project} from '../given.ts';
import {factsByStatus} from '../statuses.ts';

test('the events before a resumed run are listed', () => {
	const history = new History();
	const agent = history.agent('1_login:coder').listed('Login').running('s1').wait(5);
	agent
		.ended({kind: 'killed', by: 'user'})
		.wait(5)
		.queued()
		.started({kind: 'resume', session: 's1' as SessionId});
	const known = history.fleet.agents[agent.id];
	const texts = known && explain(known, history.fleet, history.now).events.map(({text}) => text);
	expect(texts).toEqual([
		'run 1 started',
		expect.stringMatching(/^run 1 ended: killed by you/),
		expect.stringMatching(/^run 2 resumed its session, process \d+$/),
	]);
});

test('a completed run has no reason', () => {
	const history = new History();
	const agent = history.agent('1_login:coder').listed('Login').running('s1').wait(5).ended({kind: 'completed'});
	const known = history.fleet.agents[agent.id];
	const texts = known && explain(known, history.fleet, history.now).events.map(({text}) => text);
	expect(texts?.at(-1)).toMatch(/^run 1 completed/);
});

test('a stop tells after how long its process is killed', () => {
	const fleet = fleetAfter(...factsByStatus.stopping);
	const {interruptMs, terminateMs} = defaultGracePeriods;
	expect(explain(knownAgent(fleet, coder), fleet, noon).next).toEqual([
		`its process exiting; it is killed after ${(interruptMs + terminateMs) / 1000} s`,
	]);
});

test('a queued agent tells who queued it', () => {
	const fleet = fleetAfter({type: 'project-configured', project}, ...factsByStatus.queued);
	const {sentence, events} = explain(knownAgent(fleet, coder), fleet, noon);
	expect(sentence).toBe('Queued: about to start.');
	expect(events.map(({text}) => text)).toEqual(['queued by you']);
});

test('a reason that is a sentence already gets no second full stop', () => {
	const history = new History();
	const agent = history
		.agent('1_login:coder')
		.listed('Login')
		.fact({type: 'story-refused', reason: 'There is no such story.'});
	const known = history.fleet.agents[agent.id];
	expect(known && explain(known, history.fleet, history.now).sentence).toBe('Idle: There is no such story.');
});
