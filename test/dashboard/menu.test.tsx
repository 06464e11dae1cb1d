import {expect, test} from 'vitest';
import {openDashboard} from '../helpers/dashboard.tsx';
import {keys} from '../helpers/render-to-screen.ts';
import {shop} from '../helpers/shop.ts';

test('the palette runs what a key does, and says why it cannot', async () => {
	using dashboard = openDashboard(shop(), {columns: 120, rows: 40});
	await dashboard.shows('42 checkout coupons');
	dashboard.press(':', 'end the agent', keys.enter);
	await dashboard.shows('Kill 42 checkout coupons?');
	dashboard.press('y');
	await dashboard.shows('◍ stopping');
	expect(dashboard.fleet.sent).toMatchObject([{type: 'kill', agent: '42_checkout-coupons:coder'}]);
	dashboard.press(':', 'new session', keys.enter);
	await dashboard.shows('is already stopping.');
});

test('a column is shown or hidden at once, and the width decides again', async () => {
	using dashboard = openDashboard(shop(), {columns: 120, rows: 40});
	await dashboard.shows('SESSION');
	dashboard.press('L', 'session', ' ');
	await dashboard.hides('SESSION');
	expect(dashboard.live.store.getState().ui.columns).not.toContain('session');
	dashboard.press('\u0015', 'automatic', ' ', keys.enter);
	await dashboard.shows('SESSION');
	expect(dashboard.live.store.getState().ui.columns).toBeUndefined();
});

test('rows are sorted by the column that is chosen from the menu', async () => {
	using dashboard = openDashboard(shop(), {columns: 120, rows: 40});
	await dashboard.shows('42 checkout coupons');
	dashboard.press('S', 'cost', keys.enter);
	await dashboard.shows('COST↓');
	dashboard.press('S', 'story', keys.enter);
	await dashboard.hides('COST↓');
});
