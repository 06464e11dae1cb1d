import {test} from 'vitest';
import {openDashboard, type TestDashboard} from '../helpers/dashboard.tsx';
import {keys} from '../helpers/render-to-screen.ts';
import {shop} from '../helpers/shop.ts';
import {diff} from './screen-states.ts';

async function zoomTotals(dashboard: TestDashboard): Promise<void> {
	await dashboard.shows('42 checkout coupons');
	dashboard.press('jjj');
	await dashboard.shows('› 41');
	await dashboard.reads();
	dashboard.press(keys.enter);
	await dashboard.hides('39 rename sku');
}

test('a search counts its matches while it is typed, starts empty, and Esc goes back', async () => {
	using dashboard = openDashboard(shop());
	await zoomTotals(dashboard);
	dashboard.press('/', 'th');
	await dashboard.shows(/\/th \d+\/\d+\n/);
	dashboard.press('e');
	await dashboard.shows(/\/the \d+\/\d+\n/);
	dashboard.press(keys.escape);
	await dashboard.shows('following');
	dashboard.press('/');
	await dashboard.shows('Search: ▌');
	dashboard.press('zebra');
	await dashboard.shows('/zebra 0');
	dashboard.press(keys.enter);
	await dashboard.shows('No match for "zebra".');
});

test('the search says when it continues at the other end', async () => {
	using dashboard = openDashboard(shop());
	await zoomTotals(dashboard);
	dashboard.press('/', 'the', keys.enter);
	const {text} = await dashboard.shows(/\/the (\d+)\/\1\n/);
	const count = Number(/\/the (\d+)\//.exec(text)?.[1]);
	dashboard.press('n');
	await dashboard.shows('The search reached the end, continued at the start.');
	await dashboard.shows(`/the 1/${count}`);
	dashboard.press('N');
	await dashboard.shows('The search reached the start, continued at the end.');
	await dashboard.shows(`/the ${count}/${count}`);
});

test('the diff is searched with the same keys', async () => {
	using dashboard = openDashboard(shop(), {diff});
	await dashboard.shows('42 checkout coupons');
	dashboard.press('d');
	await dashboard.shows('2 files');
	dashboard.press('/', 'rounds', keys.enter);
	await dashboard.shows('/rounds 1/2');
	dashboard.press('n');
	await dashboard.shows('/rounds 2/2');
	dashboard.press(keys.escape);
	await dashboard.shows(' · ');
});

test('the help is searched with the same keys, and stays open while the search is typed', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press('?');
	await dashboard.shows('Select the next row');
	dashboard.press('/', 'quit');
	await dashboard.shows(/Keys ─+ \/quit 1\/\d/);
	await dashboard.shows(/Quit the dashboard/);
	dashboard.press(keys.enter, 'n');
	await dashboard.shows('/quit 2/');
	dashboard.press(keys.escape);
	await dashboard.hides('/quit');
	dashboard.press(keys.escape);
	await dashboard.shows('42 checkout coupons');
});

test('F searches the transcripts of all agents, and Enter opens one at the line', async () => {
	using dashboard = openDashboard(shop(), {columns: 120, rows: 40});
	await dashboard.shows('42 checkout coupons');
	dashboard.press('F', 'snapshot');
	await dashboard.shows('Search all transcripts: snapshot');
	dashboard.press(keys.enter);
	await dashboard.shows(/All transcripts \/snapshot ─+ 1\/\d lines?/);
	await dashboard.shows(/41 cart totals +● All 14 cart tests pass; one snapshot/);
	dashboard.press('j', keys.enter);
	await dashboard.shows(/── 41 cart totals .* \/snapshot \d\/\d/);
	dashboard.press(keys.escape);
	await dashboard.hides('/snapshot');
	dashboard.press(keys.escape);
	await dashboard.shows('39 rename sku');
});
