import {expect, test} from 'vitest';
import {dispatch} from '../../source/dashboard/state/dispatch.ts';
import {openDashboard} from '../helpers/dashboard.tsx';
import {History} from '../helpers/facts.ts';
import {keys} from '../helpers/render-to-screen.ts';
import {shop} from '../helpers/shop.ts';

test('x asks once, and kills when it is said again', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press('x');
	await dashboard.shows('Kill 42 checkout coupons?');
	dashboard.press('x');
	await dashboard.shows('◍ stopping');
	expect(dashboard.fleet.sent).toEqual([{type: 'kill', agent: '42_checkout-coupons:coder'}]);
});

test('x does nothing when it is not said again', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press('x');
	await dashboard.shows('Kill 42');
	dashboard.press('n');
	await dashboard.hides('Kill 42');
	expect(dashboard.fleet.sent).toEqual([]);
});

test('y allows what is asked, and the row goes back to its place with its selection', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('npm publish');
	dashboard.press('y');
	await dashboard.shows(/› 42 checkout coupons +\S running/);
	expect(dashboard.fleet.sent).toEqual([
		{
			type: 'answer',
			agent: '42_checkout-coupons:coder',
			requestId: 'ask-npm publish --dry-run',
			decision: {kind: 'allow'},
		},
	]);
});

test('N denies with the words that are typed', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('npm publish');
	dashboard.press('N');
	await dashboard.shows('Deny with message:');
	dashboard.press('use pnpm', keys.enter);
	await dashboard.hides('Deny with message:');
	expect(dashboard.fleet.sent).toMatchObject([{decision: {kind: 'deny', message: 'use pnpm'}}]);
});

test('e allows the command as it was changed', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('npm publish');
	dashboard.press('e');
	await dashboard.shows('Edit, then allow: npm publish --dry-run');
	dashboard.press('\u0017', 'pack', keys.enter);
	await dashboard.hides('Edit, then allow:');
	expect(dashboard.fleet.sent).toMatchObject([{decision: {kind: 'allow', edited: 'npm publish pack'}}]);
});

test('a request that came by itself is answered at once', async () => {
	const history = shop();
	using dashboard = openDashboard(history);
	await dashboard.shows('npm publish');
	history.agent('45_new:coder').listed('Brand new').running('s').asks({tool: 'Bash', summary: 'rm -rf build'});
	dashboard.fleet.publish();
	await dashboard.shows('Brand new');
	dashboard.press('j');
	await dashboard.shows('rm -rf build');
	dashboard.press('y');
	await expect.poll(() => dashboard.fleet.sent).toMatchObject([{type: 'answer', agent: '45_new:coder'}]);
});

test('a request in the place of another one takes no key that was meant for that one', async () => {
	const history = new History();
	const agent = history.agent('1_one:coder').listed('One').running('s').asks({tool: 'Bash', summary: 'npm publish'});
	using dashboard = openDashboard(history);
	await dashboard.shows('npm publish');
	dashboard.press('y');
	await dashboard.hides('y allow');
	agent.asks({tool: 'Bash', summary: 'npm login'});
	dashboard.fleet.publish();
	await dashboard.shows('npm login');
	dashboard.press('y');
	await dashboard.shows('This request has just replaced another one');
	expect(dashboard.fleet.sent).toHaveLength(1);
	dashboard.wait(1000);
	await dashboard.shows('y allow');
	dashboard.press('y');
	await expect.poll(() => dashboard.fleet.sent).toHaveLength(2);
});

test('a key that cannot work says why', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press('s');
	await dashboard.shows('42_checkout-coupons:coder is already running and waits for your answer.');
});

test('a key that means nothing on this screen says so', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press(';');
	await dashboard.shows('; does nothing on this screen. Press ? for the keys that do.');
	dashboard.press(']');
	await dashboard.shows('] (next file) does nothing on this screen.');
});

test('an emptied edit allows nothing and says so', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('npm publish');
	dashboard.press('e', '\u0015', keys.enter);
	await dashboard.shows('Nothing was allowed: the text was empty. Press n to deny the request.');
	expect(dashboard.fleet.sent).toEqual([]);
});

test('a reason from a story file moves nothing on the screen', async () => {
	const history = new History();
	const reason = 'after: names \u001B[3A\u001B[2Knothing that exists';
	history.agent('1_story:coder').listed('Story').fact({type: 'story-refused', reason});
	using dashboard = openDashboard(history);
	await dashboard.shows('› 1 Story');
	dashboard.press('s');
	const {lines} = await dashboard.shows('coder cannot start: after');
	expect(lines.at(-2)).toMatch(/cannot start: after: names nothing that exists/);
});

test('a selected row is followed when rows move', async () => {
	const history = shop();
	using dashboard = openDashboard(history);
	await dashboard.shows('42 checkout coupons');
	dashboard.press('jjjj');
	await dashboard.shows('› 44 receipt pdf');
	history.agent('47_passkey:coder').queued();
	history.agent('48_search-ranking:coder').queued().started().opened('s9').asks({tool: 'Bash', summary: 'ls'});
	dashboard.fleet.publish();
	await dashboard.shows(/48 search ranking +◆ needs you/);
	await dashboard.shows('› 44 receipt pdf');
});

test('a filter narrows as it is typed, and Esc takes it away', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('39 rename sku');
	dashboard.press('/', 'cart');
	await dashboard.hides('39 rename sku');
	await dashboard.shows('41 cart totals');
	dashboard.press(keys.enter);
	await dashboard.shows('filter: cart');
	dashboard.press(keys.escape);
	await dashboard.shows('39 rename sku');
});

test('Esc and a key that come together are two keys, but not while text is typed', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('39 rename sku');
	dashboard.press('/', 'cart', keys.enter);
	await dashboard.shows('filter: cart');
	dashboard.press('\u001Bj');
	await dashboard.hides('filter: cart');
	await dashboard.shows('› 44 receipt pdf');
	dashboard.press('m', 'go on', '\u001Bb');
	await dashboard.shows('Message to 44 receipt pdf: go on');
});

test('several marked rows take one command', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press('jjj', ' ', ' ', 'x');
	await dashboard.shows('Kill 2 agents?');
	dashboard.press('y');
	await dashboard.hides('Kill 2 agents?');
	await expect.poll(() => dashboard.fleet.sent.length).toBe(2);
});

test('a message names the story it goes to, or how many agents', async () => {
	const history = new History();
	history.agent('1_one:coder').listed('A title that is much longer than half of the screen').running('s1');
	history.agent('2_two:coder').listed('Two').running('s2');
	using dashboard = openDashboard(history);
	await dashboard.shows('› 1 A title');
	dashboard.press('m', 'go on');
	await dashboard.shows(/Message to 1 A title that is much l\w*…: go on/);
	dashboard.press('\u0015', keys.enter, '*', 'm');
	await dashboard.shows('Message to 2 agents:');
});

test('Enter zooms, / searches, n goes on, Esc ends the search and then the zoom', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press('jjj');
	await dashboard.shows('› 41');
	await dashboard.reads();
	dashboard.press(keys.enter);
	await dashboard.hides('39 rename sku');
	dashboard.press('/', 'snapshot', keys.enter);
	await dashboard.shows('/snapshot');
	dashboard.press('n', 'n', keys.escape);
	await dashboard.hides('/snapshot');
	dashboard.press(keys.escape);
	await dashboard.shows('39 rename sku');
});

test('m tells a running agent, and resumes one that ended', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press('m');
	await dashboard.shows('Message to 42 checkout coupons:');
	dashboard.press('be careful', keys.enter, 'j');
	await dashboard.shows('› 38');
	dashboard.press('m', 'try again', keys.enter);
	await expect
		.poll(() => dashboard.fleet.sent)
		.toEqual([
			{type: 'message', agent: '42_checkout-coupons:coder', text: 'be careful'},
			{type: 'resume', agent: '38_flaky-test:coder', message: 'try again'},
		]);
});

test('a refused command is told with its hint', async () => {
	const history = new History();
	history.agent('1_one:coder').listed('One').queued().started();
	using dashboard = openDashboard(history);
	await dashboard.shows('1 One');
	history.project({type: 'queue-paused', reason: 'user'});
	dashboard.fleet.client.send = async () => {
		throw new Error('no room');
	};
	dashboard.press('P');
	await dashboard.shows('no room');
});

test('s on a completed story asks first, and Ctrl-C cancels the question', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('› 42');
	dashboard.press('/', 'rename', keys.enter);
	await dashboard.shows('› 39 rename sku');
	dashboard.press('s');
	await dashboard.shows('39 rename sku is completed. Start afresh, in a new session?');
	dashboard.press(keys.ctrlC);
	await dashboard.hides('Start afresh');
	expect(dashboard.fleet.sent).toEqual([]);
	dashboard.press('s', 'y');
	await expect.poll(() => dashboard.fleet.sent).toMatchObject([{type: 'start', agent: '39_rename-sku:coder'}]);
	expect(dashboard.done).toEqual([]);
});

test('g and G select the first and the last row, Space marks and steps down', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('› 42');
	dashboard.press('G');
	await dashboard.shows('› 48 search ranking');
	dashboard.press('g', ' ');
	await dashboard.shows('› 38 flaky test');
	await dashboard.shows(' +42 checkout coupons');
});

test('the split between table and pane can be moved, and the pane hidden, but not while something is asked', async () => {
	const history = shop();

	for (let story = 50; story <= 70; story++) {
		history.agent(`${story}_more:coder`).listed(`More ${story}`);
	}

	using dashboard = openDashboard(history);
	const hidden = () => Number(/↓ (\d+) more/.exec(dashboard.terminal.text())?.[1] ?? Number.NaN);
	await dashboard.shows(/↓ \d+ more\n/);
	const before = hidden();
	dashboard.press('j', '+');
	await expect.poll(hidden).toBeLessThan(before);
	dashboard.press('-', '-');
	await expect.poll(hidden).toBeGreaterThan(before);
	dashboard.press('|');
	await dashboard.shows('58 More 58');
	await dashboard.hides('── 38 flaky test');
	dashboard.press('+');
	await dashboard.shows('The pane is hidden. Press | to show it.');
	dashboard.press('k');
	await dashboard.shows('npm publish');
	dashboard.press('j', '|');
	await dashboard.shows('── 38 flaky test');
});

test('q and Ctrl-C leave, Ctrl-Z suspends', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press('q', keys.ctrlC, keys.ctrlZ);
	await expect.poll(() => dashboard.done).toEqual(['leave', 'leave', 'suspend']);
});

test('Q asks before it ends everything', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press('Q');
	await dashboard.shows('End the supervisor and 3 running agents?');
	dashboard.press('Q');
	await expect.poll(() => dashboard.done).toEqual(['down']);
});

test('pasted text is not taken for keys', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press('\u001B[200~yxq\u001B[201~');
	await dashboard.shows('There is no text field to paste into');
	expect(dashboard.fleet.sent).toEqual([]);
	expect(dashboard.done).toEqual([]);
});

test('c begins a story, under a name that git takes', async () => {
	using dashboard = openDashboard(new History());
	await dashboard.shows('No stories yet');
	dashboard.press('c');
	await dashboard.shows('Name of the new story:');
	dashboard.press('Fix the totals!', keys.enter);
	await expect.poll(() => dashboard.done).toEqual(['create Fix-the-totals']);
});

test('E edits the story, C copies the session', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press('E', 'C');
	await expect.poll(() => dashboard.done).toEqual(['edit 42_checkout-coupons', 'copy session id: 9f3c21aa-aaaa']);
});

test('where no row is shown, only keys that need none are offered, and the others say why', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press('/', 'zebra', keys.enter);
	const {lines} = await dashboard.shows('No rows match');
	expect(lines.at(-1)?.trim()).toBe('Esc show all  / filter  c new story  ? help  q quit');

	for (const key of ['t', 'u', 'w', keys.enter]) {
		dashboard.press(key);
		await dashboard.shows('No row is selected.');
		dashboard.press('R');
		await dashboard.hides('No row is selected.');
	}
});

test('the table says how many rows are out of sight', async () => {
	const history = new History();

	for (let story = 1; story <= 50; story++) {
		history.agent(`${story}_story:coder`).listed(`Story ${story}`);
	}

	using dashboard = openDashboard(history);
	await dashboard.shows(/─ ↓ 42 more\n/);
	dashboard.press('jjjjjjjjjj');
	await dashboard.shows(/─ ↑ 6 {2}↓ 36 more\n/);
	dashboard.press('j'.repeat(40));
	await dashboard.shows(/─ ↑ 42 more\n/);
});

test('why a story cannot start can be read whole', async () => {
	const history = new History();
	const reason = `In its front matter, after: 99_missing names a story that does not exist; ${'there are many '.repeat(5)}others.`;
	history.agent('1_story:coder').listed('Story').fact({type: 'story-refused', reason});
	using dashboard = openDashboard(history);
	const {text} = await dashboard.shows('others.');
	expect(text.replace(/\s+/g, ' ')).toContain(reason);
});

test('Ctrl-L draws the screen again, also while text is typed', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press('\u000C', 'm', '\u000C');
	await dashboard.shows('Message to 42 checkout coupons: ▌');
	expect(dashboard.done).toEqual(['redraw', 'redraw']);
});

test('the dashboard of a demo says that leaving ends it', async () => {
	using dashboard = openDashboard(shop(), {leaving: 'demo-ends'});
	await dashboard.shows('q end demo');
});

test('what a filter led to stays selected when all rows are shown again', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('› 42');
	dashboard.press('/', 'receipt', keys.enter);
	await dashboard.hides('42 checkout');
	dashboard.press(keys.escape);
	await dashboard.shows('42 checkout');
	await dashboard.shows('› 44 receipt pdf');
	dashboard.press('/', 'rename', keys.escape);
	await dashboard.shows('› 44 receipt pdf');
});

test('a search begins with the last match, also where it is in sight already', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout');
	dashboard.press('jjj');
	await dashboard.shows('the view only formats');
	dashboard.press(keys.enter, '/', 'the', keys.enter);
	await dashboard.shows(' /the');
	const {ui, transcripts} = dashboard.live.store.getState();
	const last = [...transcripts.values()]
		.flatMap(({entries}) => entries)
		.find(entry => entry.kind === 'output' && entry.text.includes('the view only formats'));
	expect(ui.scroll).toMatchObject({kind: 'scrolled', top: {entry: last?.position, line: 4}});
});

test('sorted by status, what needs a person comes first, and what is completed last', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout');
	dashboard.press('S', 'status', keys.enter);
	const {lines} = await dashboard.shows('STATUS↑');
	const order = lines.slice(4, 11).map(line => /\d+/.exec(line)?.[0]);
	expect(order).toEqual(['42', '38', '47', '41', '44', '48', '39']);
});

test('changes say how many lines, files and commits, as far as there is room', async () => {
	const history = new History();
	const few = {added: 24, removed: 3, files: 2, commits: 1};
	history.agent('1_few:coder').listed('few').running('s1').event({type: 'changes-counted', changes: few});
	const many = {added: 12_000, removed: 12_000, files: 1200, commits: 1200};
	history.agent('2_many:coder').listed('many').running('s2').event({type: 'changes-counted', changes: many});
	using dashboard = openDashboard(history);
	await dashboard.shows('1 few');
	dispatch(dashboard.live.store, {type: 'columns-chosen', columns: ['changes']});
	await dashboard.shows(/1 few .* \+24 −3 2f 1c\n[^\n]* \+12k −12k 1\.2kf\n/);
});

test('of a narrow pane that follows the name is said rather than that it follows', async () => {
	const history = new History();
	const titles = ['checkout coupons stack', 'totals of every cart'];
	titles.forEach(
		(title, index) => void history.agent(`${index}_s:coder`).listed(title).running(`s${index}`).says(title),
	);
	using dashboard = openDashboard(history);
	await dashboard.shows('0 checkout');
	dashboard.press('*', keys.enter);
	const {lines} = await dashboard.shows('── 0 checkout coupons stack ─');
	expect(lines.join('\n')).toContain('── 1 totals of every cart');
});

test('an answer to why that is longer than the screen can be read to its end', async () => {
	const history = new History({maxParallel: 20});

	for (let story = 1; story <= 20; story++) {
		history.agent(`${story}_story:coder`).listed(`Story ${story}`).running(`s${story}`);
	}

	history.agent('0_waits:coder').listed('waits').queued();
	using dashboard = openDashboard(history);
	await dashboard.shows('› 0 waits');
	dashboard.press('w');
	await dashboard.shows(/Why 0 waits ─+ ↓ more/);
	dashboard.press('G');
	await dashboard.shows('raising max_parallel');
	dashboard.press('k', 'g');
	await dashboard.shows('Queued: waiting for a slot, 20 of 20 taken.');
});
