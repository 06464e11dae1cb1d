import {expect, test} from 'vitest';
import {openDashboard} from '../helpers/dashboard.tsx';
import {expectGolden} from '../helpers/golden.ts';
import {shop} from '../helpers/shop.ts';

test('a supervisor that went away is told, and everything goes on when it is back, without a gap', async () => {
	const history = shop();
	using dashboard = openDashboard(history);
	await dashboard.shows('42 checkout coupons');
	dashboard.fleet.goAway('killed');
	const gone = await dashboard.shows('The supervisor went away');
	expect(gone.text).toContain('(killed)');

	history.agent('10_later:coder').listed('Written meanwhile');
	dashboard.fleet.comeBack();
	const known = history.facts.length - 1;
	await expect
		.poll(() => {
			dashboard.wait(500);
			return dashboard.terminal.text();
		})
		.toContain('Written meanwhile');
	expect(dashboard.fleet.followedSince).toEqual([undefined, known]);
});

test('the text of one agent is followed at a time, and not while j is held down', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press('jjj');
	await dashboard.shows('› 41');
	await dashboard.reads();
	expect([...dashboard.fleet.followed]).toEqual(['41_cart-totals:coder']);
});

test('a resized terminal is filled anew', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.resize({columns: 100, rows: 30});
	await dashboard.shows('AGENT');
	dashboard.resize({columns: 59, rows: 24});
	const small = await dashboard.shows('Terminal too small');
	expectGolden(small, 'too-small-59x24');
	dashboard.resize({columns: 80, rows: 24});
	await dashboard.shows('SESSION');
});
