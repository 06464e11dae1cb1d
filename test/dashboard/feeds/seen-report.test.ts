import {expect, test} from 'vitest';
import {openDashboard} from '../../helpers/dashboard.tsx';
import {History} from '../../helpers/facts.ts';

/** One that is completed, and one that runs. */
function twoStories() {
	const history = new History();
	const done = history.agent('1_one:coder').listed('One').running('s1').ended({kind: 'completed'});
	const running = history.agent('2_two:coder').listed('Two').running('s2');
	return {history, done, running};
}

test('a finished agent that is selected when nobody is there stays unseen, and is seen after a key', async () => {
	using dashboard = openDashboard(twoStories().history);
	await dashboard.shows('› 1 One');
	dashboard.wait(60_000);
	expect(dashboard.fleet.sent).toEqual([]);
	dashboard.press('t');
	await dashboard.shows('thinking folded');
	dashboard.wait(1000);
	expect(dashboard.fleet.sent).toEqual([{type: 'see', agent: '1_one:coder'}]);
});

test('an agent that was selected only briefly stays unseen', async () => {
	using dashboard = openDashboard(twoStories().history);
	await dashboard.shows('› 1 One');
	dashboard.press('j');
	await dashboard.shows('› 2 Two');
	dashboard.wait(60_000);
	expect(dashboard.fleet.sent).toEqual([]);
});

test('one that finishes under the selection stays unseen until a person does something', async () => {
	const {history, running} = twoStories();
	using dashboard = openDashboard(history);
	await dashboard.shows('› 1 One');
	dashboard.press('j');
	await dashboard.shows('› 2 Two');
	running.ended({kind: 'completed'});
	dashboard.fleet.publish();
	await dashboard.shows(/2 Two +coder +✓ completed/);
	dashboard.wait(60_000);
	expect(dashboard.fleet.sent).toEqual([]);
	dashboard.press('\r');
	await dashboard.hides('1 One');
	dashboard.wait(1);
	expect(dashboard.fleet.sent).toEqual([{type: 'see', agent: '2_two:coder'}]);
});
