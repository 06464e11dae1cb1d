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

/** Other agents that work have panes on a large terminal; their texts are waited for too. */
test.for([
	{name: 'fleet', size: {columns: 240, rows: 60}},
	{name: 'fleet', size: {columns: 300, rows: 80}},
	{name: 'request', size: {columns: 300, rows: 80}},
	{name: 'diff', size: {columns: 300, rows: 80}},
	{name: 'zoom', size: {columns: 300, rows: 80}},
])('$name is as it is stored, on a large terminal, $size.columns columns wide', async ({name, size}) => {
	const state = screenStates.find(candidate => candidate.name === name);
	using dashboard = openDashboard(shop(), {...size, diff});
	await dashboard.shows('The layout needs a page break');
	await state?.reach(dashboard);
	await dashboard.terminal.settled();
	expectGolden(dashboard.terminal.screen(), `${name}-${size.columns}x${size.rows}`);
});

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
