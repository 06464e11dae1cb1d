import type {FleetClient} from '../../source/api/client.ts';
import {TowlineError} from '../../source/core/errors.ts';
import {dispatch} from '../../source/dashboard/state/dispatch.ts';
import type {TestDashboard} from '../helpers/dashboard.tsx';
import {History} from '../helpers/facts.ts';
import {keys} from '../helpers/render-to-screen.ts';
import type {Screen} from '../helpers/screen.ts';
import {shop} from '../helpers/shop.ts';

/** A screen that the dashboard can show, and how a person comes to it. */
export type ScreenState = {
	readonly name: string;
	/** By default the shop at work. */
	readonly history?: () => History;
	readonly connect?: () => Promise<FleetClient>;
	readonly reach: (dashboard: TestDashboard) => Promise<Screen>;
};

/** What the supervisor says of the changes of every story. */
export const diff = `diff --git a/src/cart/total.ts b/src/cart/total.ts
index 83db48f..bf269f4 100644
--- a/src/cart/total.ts
+++ b/src/cart/total.ts
@@ -1,4 +1,5 @@
 export function total(lines: readonly Line[]): number {
-\treturn lines.reduce((sum, line) => sum + round(line.price * line.count), 0);
+\t// Rounded once, at the end: the sum of rounded lines is off by up to a cent a line.
+\treturn round(lines.reduce((sum, line) => sum + line.price * line.count, 0));
 }
diff --git a/test/cart.test.ts b/test/cart.test.ts
new file mode 100644
--- /dev/null
+++ b/test/cart.test.ts
@@ -0,0 +1,2 @@
+test('rounds once', () => {});
+test('rounds half to even', () => {});
`;

/** Every state of the screen, by the name its picture is stored under. */
export const screenStates: readonly ScreenState[] = [
	{name: 'fleet', reach: readTotals},
	{name: 'request', reach: readCoupons},
	{name: 'zoom', reach: async dashboard => press(await zoomTotals(dashboard), [], 'Esc back')},
	{
		name: 'zoom-request',
		async reach(dashboard) {
			await readCoupons(dashboard);
			return press(dashboard, [keys.enter], 'Esc back');
		},
	},
	{name: 'search', reach: async dashboard => press(await zoomTotals(dashboard), ['/', 'snap', keys.enter], '/snap')},
	{
		name: 'side-by-side',
		async reach(dashboard) {
			await readTotals(dashboard);
			await press(dashboard, [' ', ' ', 'k'], '2 marked');
			dashboard.press(keys.enter);
			await dashboard.hides('39 rename sku');
			await dashboard.reads();
			await dashboard.shows('the view only formats');
			return dashboard.shows('page break');
		},
	},
	{
		name: 'diff',
		async reach(dashboard) {
			await readTotals(dashboard);
			return press(dashboard, ['d'], '2 files');
		},
	},
	{
		name: 'why',
		async reach(dashboard) {
			await dashboard.shows('42 checkout coupons');
			return press(dashboard, ['jjjjjj', 'w'], 'What happens next');
		},
	},
	{name: 'help', reach: dashboard => pressFirst(dashboard, ['?'], 'Select the next row')},
	{
		name: 'filter',
		reach: dashboard => pressFirst(dashboard, ['/', 'cart'], /the view only formats[\s\S]*Filter: cart/),
	},
	{name: 'no-match', reach: dashboard => pressFirst(dashboard, ['/', 'zebra', keys.enter], 'No rows match')},
	{name: 'columns', reach: dashboard => pressFirst(dashboard, ['L'], '1/15')},
	{name: 'commands', reach: dashboard => pressFirst(dashboard, [':', 'show'], /Commands {2}show/)},
	{name: 'deny', reach: dashboard => pressFirst(dashboard, ['N', 'Use pnpm, please'], 'Deny with message: Use pnpm')},
	{name: 'confirm', reach: async dashboard => press(await onTotals(dashboard), ['x'], 'Kill 41 cart totals?')},
	{name: 'confirm-down', reach: dashboard => pressFirst(dashboard, ['Q'], 'End the supervisor')},
	{name: 'reason', reach: async dashboard => press(await onTotals(dashboard), ['s'], 'is already running')},
	{
		name: 'error',
		async reach(dashboard) {
			await onTotals(dashboard);
			const text = 'The disk is full: nothing new can be stored. Free some space, then press again.';
			dispatch(dashboard.live.store, {type: 'toast-shown', toast: {level: 'error', text}});
			return dashboard.shows('The disk is full');
		},
	},
	{
		name: 'since',
		async reach(dashboard) {
			await onTotals(dashboard);
			const text = 'Since 9:15: 1 finished, 1 failed, 1 waits for you, $2.57 spent.';
			dispatch(dashboard.live.store, {type: 'toast-shown', toast: {level: 'info', text}});
			return dashboard.shows('Since 9:15');
		},
	},
	{name: 'empty', history: () => new History(), reach: dashboard => dashboard.shows('No stories yet')},
	{
		name: 'connecting',
		connect: () => Promise.withResolvers<FleetClient>().promise,
		reach: dashboard => dashboard.shows('Connecting to the supervisor'),
	},
	{
		name: 'gone',
		async reach(dashboard) {
			await dashboard.shows('42 checkout coupons');
			dashboard.fleet.goAway('killed');
			return dashboard.shows('The supervisor went away');
		},
	},
	{name: 'mismatch', connect: refuse, reach: dashboard => dashboard.shows('is of another build')},
	{
		name: 'paused',
		history: () => shop().project({type: 'queue-paused', reason: 'user'}),
		reach: async dashboard => press(await onTotals(dashboard), [], /paused/i),
	},
	{
		name: 'disk-full',
		history: () => shop().project({type: 'queue-paused', reason: 'disk-full', detail: '12 MB free, needs 200 MB'}),
		reach: async dashboard => press(await onTotals(dashboard), [], /cannot be stored/),
	},
	{
		name: 'many',
		history: manyAgents,
		async reach(dashboard) {
			await dashboard.shows('1 Story number 1');
			return press(dashboard, ['j'.repeat(120)], /› 121 Story number 121/);
		},
	},
];

/** The row of 41, which writes and runs a tool. */
async function onTotals(dashboard: TestDashboard): Promise<TestDashboard> {
	await dashboard.shows('42 checkout coupons');
	dashboard.press('jjj');
	await dashboard.shows('› 41');
	await dashboard.reads();
	await dashboard.shows('the view only formats');
	return dashboard;
}

async function readTotals(dashboard: TestDashboard): Promise<Screen> {
	await onTotals(dashboard);
	return dashboard.shows('the view only formats');
}

async function zoomTotals(dashboard: TestDashboard): Promise<TestDashboard> {
	await onTotals(dashboard);
	dashboard.press(keys.enter);
	await dashboard.hides('39 rename sku');
	return dashboard;
}

async function readCoupons(dashboard: TestDashboard): Promise<Screen> {
	await dashboard.shows('npm publish --dry-run');
	await dashboard.reads();
	return press(dashboard, [], /y allow[\s\S]*npm test/);
}

async function pressFirst(
	dashboard: TestDashboard,
	pressed: readonly string[],
	text: string | RegExp,
): Promise<Screen> {
	await readCoupons(dashboard);
	return press(dashboard, pressed, text);
}

async function press(dashboard: TestDashboard, pressed: readonly string[], text: string | RegExp): Promise<Screen> {
	dashboard.press(...pressed);
	return dashboard.shows(text);
}

async function refuse(): Promise<never> {
	throw new TowlineError('PROTOCOL_MISMATCH', 'The supervisor is of another build (protocol 2, this one speaks 1).', {
		hint: 'Run `towline restart`; running agents continue.',
	});
}

/** 200 agents in every kind of state. */
function manyAgents(): History {
	const history = new History();

	for (let story = 1; story <= 200; story++) {
		const agent = history.agent(`${story}_story:coder`).listed(`Story number ${story}`);

		switch (story % 5) {
			case 0:
				agent.running(`5e5510${story}`).used(story * 900, story * 70, story * 0.02, true);
				break;
			case 1:
				agent
					.running(`5e5510${story}`)
					.used(story * 900, story * 70, story * 0.02)
					.ended({kind: 'completed'});
				break;
			case 2:
				agent.queued();
				break;
			default:
		}
	}

	return history.wait(75);
}
