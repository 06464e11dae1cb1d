import {expect, test} from 'vitest';
import {expectGolden, openDashboard} from '../helpers/dashboard.tsx';
import {History} from '../helpers/facts.ts';
import {shop} from '../helpers/shop.ts';

const sizes = [
	{columns: 80, rows: 24},
	{columns: 120, rows: 40},
	{columns: 200, rows: 50},
];

for (const size of sizes) {
	const name = `${size.columns}x${size.rows}`;

	test(`a fleet at work, ${name}`, async () => {
		using dashboard = openDashboard(shop(), size);
		await dashboard.shows('42 checkout coupons');
		dashboard.press('j', 'j', 'j');
		await dashboard.shows('› 41');
		await dashboard.reads();
		expectGolden(await dashboard.shows('npm test -- cart'), `fleet-${name}`);
	});

	test(`a request takes the pane, ${name}`, async () => {
		using dashboard = openDashboard(shop(), size);
		expectGolden(await dashboard.shows('npm publish --dry-run'), `request-${name}`);
	});
}

test('an empty project says what a story is', async () => {
	using dashboard = openDashboard(new History());
	expectGolden(await dashboard.shows('No stories yet'), 'empty-80x24');
	expect(dashboard.terminal.screen().lines).toHaveLength(24);
});
