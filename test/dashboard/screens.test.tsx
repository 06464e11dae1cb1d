import {expect, test} from 'vitest';
import {openDashboard} from '../helpers/dashboard.tsx';
import {expectGolden} from '../helpers/golden.ts';
import {shop} from '../helpers/shop.ts';
import {diff, screenStates} from './screen-states.ts';

const sizes = [
	{columns: 80, rows: 24},
	{columns: 120, rows: 40},
	{columns: 200, rows: 50},
];

for (const size of sizes) {
	test.for(screenStates)(`$name is as it is stored, ${size.columns}x${size.rows}`, async state => {
		const {name, history = shop, connect, reach} = state;
		using dashboard = openDashboard(history(), {...size, diff, ...(connect && {connect})});
		await reach(dashboard);
		await dashboard.terminal.settled();
		const screen = dashboard.terminal.screen();
		expect(screen.lines).toHaveLength(size.rows);
		expectGolden(screen, `${name}-${size.columns}x${size.rows}`);
	});
}
