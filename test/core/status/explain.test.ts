import {expect, test} from 'vitest';
import type {SessionId} from '../../../source/core/ids.ts';
import {explain} from '../../../source/core/status/explain.ts';
import {History} from '../../helpers/facts.ts';

test('what led to a resumed run is told in whole words', () => {
	const history = new History();
	const agent = history.agent('1_login:coder').listed('Login').running('s1').wait(5);
	agent
		.ended({kind: 'killed', by: 'user'})
		.wait(5)
		.queued()
		.started({kind: 'resume', session: 's1' as SessionId});
	const coder = history.fleet.agents[agent.id];
	const texts = coder && explain(coder, history.fleet, history.now).events.map(({text}) => text);
	expect(texts).toEqual([
		'run 1 started',
		expect.stringMatching(/^it ended: killed by hand/),
		expect.stringMatching(/^run 2 resumed its session, process \d+$/),
	]);
});

test('a run that completed needs no more words', () => {
	const history = new History();
	const agent = history.agent('1_login:coder').listed('Login').running('s1').wait(5).ended({kind: 'completed'});
	const coder = history.fleet.agents[agent.id];
	const texts = coder && explain(coder, history.fleet, history.now).events.map(({text}) => text);
	expect(texts?.at(-1)).toMatch(/^it completed/);
});

test('a reason that is a sentence already gets no second full stop', () => {
	const history = new History();
	const agent = history
		.agent('1_login:coder')
		.listed('Login')
		.fact({type: 'story-refused', reason: 'There is no such story.'});
	const coder = history.fleet.agents[agent.id];
	expect(coder && explain(coder, history.fleet, history.now).sentence).toBe('Idle: There is no such story.');
});
