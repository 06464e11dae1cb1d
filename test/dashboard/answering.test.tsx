import {expect, test} from 'vitest';
import {openDashboard} from '../helpers/dashboard.tsx';
import {History} from '../helpers/facts.ts';

function asking(stories: Readonly<Record<string, string>>): History {
	const history = new History({maxParallel: 20});

	for (const [story, command] of Object.entries(stories)) {
		history.wait(1).agent(`${story}:coder`).listed(story).running(`s${story}`).asks({tool: 'Bash', summary: command});
	}

	return history;
}

test('an answer selects the agent that waits longest', async () => {
	using dashboard = openDashboard(asking({'3_oldest': 'ls', '2_younger': 'pwd', '1_youngest': 'id', '4_last': 'who'}));
	await dashboard.shows('› 1 youngest');
	dashboard.press('y');
	await dashboard.shows('› 3 oldest');
	dashboard.wait(1000);
	dashboard.press('n');
	await dashboard.shows('› 2 younger');
	expect(dashboard.fleet.sent).toMatchObject([{agent: '1_youngest:coder'}, {agent: '3_oldest:coder'}]);
});

test('a second key pressed at once does not answer the request that was moved to', async () => {
	using dashboard = openDashboard(asking({'1_one': 'ls', '2_two': 'rm -rf build'}));
	await dashboard.shows('› 1 one');
	dashboard.press('y', 'y');
	await dashboard.shows('This request has just replaced another one');
	await dashboard.shows('› 2 two');
	expect(dashboard.fleet.sent).toHaveLength(1);
});

test('marked agents that ask for the same are answered together', async () => {
	using dashboard = openDashboard(asking({'1_one': 'npm test', '2_two': 'rm -rf /', '3_three': 'npm test'}));
	await dashboard.shows('› 1 one');
	dashboard.press('*');
	await dashboard.shows('3 marked · 2 of them ask for the same and are answered together');
	dashboard.press('y');
	await dashboard.shows(/›.2 two/);
	expect(dashboard.fleet.sent).toMatchObject([{agent: '1_one:coder'}, {agent: '3_three:coder'}]);
});

test('rows out of sight that wait for an answer are counted', async () => {
	const stories = Array.from({length: 15}, (_, index) => [`${index + 10}_story`, `echo ${index}`]);
	using dashboard = openDashboard(asking(Object.fromEntries(stories)));
	await dashboard.shows(/─ ↓ 7 ◆ 7 more\n/);
	dashboard.press('j'.repeat(14));
	await dashboard.shows(/─ ↑ 7 ◆ 7 more\n/);
});

test('the rule counts rows out of sight, and no headings of groups', async () => {
	const stories = Array.from({length: 15}, (_, index) => [`${index + 10}_story`, `echo ${index}`]);
	using dashboard = openDashboard(asking(Object.fromEntries(stories)));
	await dashboard.shows(/─ ↓ 7 ◆ 7 more\n/);
	dashboard.press('b', 'jjjj');
	await dashboard.shows('› 14 story');
	await dashboard.shows(/─ ↓ 7 ◆ 7 more\n/);
});

test('the selection stays on its row before the first key', async () => {
	const history = new History();
	history.agent('1_one:coder').listed('One').running('s1');
	const second = history.agent('2_two:coder').listed('Two').running('s2');
	using dashboard = openDashboard(history);
	await dashboard.shows('› 1 One');
	second.asks({tool: 'Bash', summary: 'ls'});
	dashboard.fleet.publish();
	await dashboard.shows(/◆ needs you[^\n]*\n› 1 One/);
});
