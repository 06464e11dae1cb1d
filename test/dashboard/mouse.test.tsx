import {expect, test} from 'vitest';
import {readMouse} from '../../source/dashboard/keys/mouse-event.ts';
import {openDashboard, type TestDashboard} from '../helpers/dashboard.tsx';
import {shop} from '../helpers/shop.ts';

/** Clicks the first place where the screen shows a text, as a terminal reports it. */
function click({terminal, press}: TestDashboard, text: string, button = 0): void {
	const lines = terminal.screen().lines;
	const row = lines.findIndex(line => line.includes(text));
	const column = lines[row]?.indexOf(text) ?? 0;
	press(`\u001B[<${button};${column + 1};${row + 1}M`, `\u001B[<${button};${column + 1};${row + 1}m`);
}

const wheelUp = 64;
const wheelDown = 65;

test('reports of the mouse are read among other input, also one that is cut', () => {
	const click = {kind: 'click', column: 9, row: 4};
	const wheel = {kind: 'wheel-down', column: 299, row: 79};
	expect(readMouse('x\u001B[<0;10;5M\u001B[<0;10;5m\u001B[<65;300;80My')).toEqual({events: [click, wheel], rest: ''});
	expect(readMouse('j\u001B[<0;1')).toEqual({events: [], rest: '\u001B[<0;1'});
	expect(readMouse('\u001B[A')).toEqual({events: [], rest: ''});
});

test.for([
	{columns: 80, rows: 24},
	{columns: 200, rows: 50},
])('a click selects a row, and on a title sorts, $columns columns wide', async size => {
	using dashboard = openDashboard(shop(), size);
	await dashboard.shows('44 receipt pdf');
	click(dashboard, '44 receipt pdf');
	await dashboard.shows('› 44 receipt pdf');
	click(dashboard, 'COST');
	await dashboard.shows('COST↓');
	click(dashboard, 'COST');
	await dashboard.shows('COST↑');
	click(dashboard, 'STORY');
	await dashboard.hides('COST↑');
});

test('the wheel moves in the table, and scrolls the pane', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('› 42 checkout coupons');
	click(dashboard, '44 receipt pdf', wheelDown);
	await dashboard.shows('› 38 flaky test');
	click(dashboard, '44 receipt pdf', wheelUp);
	await dashboard.shows('› 42 checkout coupons');
	click(dashboard, '41 cart totals');
	await dashboard.shows('the view only formats');
	click(dashboard, 'the view only formats', wheelUp);
	await dashboard.shows('scrolled');
	click(dashboard, '── 41', wheelDown);
	await dashboard.shows('following');
});

test('a click on the pane of another agent selects it, and the wheel there scrolls nothing', async () => {
	using dashboard = openDashboard(shop(), {columns: 240, rows: 60});
	await dashboard.shows('The layout needs a page break');
	await dashboard.shows('› 42 checkout coupons');
	click(dashboard, 'The layout needs', wheelUp);
	click(dashboard, 'The layout needs');
	const screen = await dashboard.shows('› 44 receipt pdf');
	expect(screen.text).not.toContain('scrolled');
});

test('while a question is open a click changes nothing', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('44 receipt pdf');
	dashboard.press('x');
	await dashboard.shows('Kill 42');
	click(dashboard, '44 receipt pdf');
	dashboard.press('n');
	await dashboard.shows('› 42 checkout coupons');
});
