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
		await dashboard.shows('npm publish --dry-run');
		await dashboard.reads();
		expectGolden(await dashboard.shows('⏺ Bash  npm test'), `request-${name}`);
	});
}

const diff = `diff --git a/src/cart/total.ts b/src/cart/total.ts
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

test('a diff shows files, then hunks', async () => {
	using dashboard = openDashboard(shop(), {diff});
	await dashboard.shows('42 checkout coupons');
	dashboard.press('jjjd');
	expectGolden(await dashboard.shows('+++ b/test/cart.test.ts'), 'diff-80x24');
	dashboard.press(']');
	await dashboard.shows('1/2 src/cart/total.ts');
	dashboard.press('d');
	await dashboard.shows('39 rename sku');
});

test('why says what led there and what moves it on', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press('G', 'jjjjjj', 'w');
	expectGolden(await dashboard.shows('What moves it on'), 'why-80x24');
});

test('help shows every key of the screen', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press('?');
	expectGolden(await dashboard.shows('Select the next row'), 'help-80x24');
});

test('a zoomed agent that asks shows both', async () => {
	using dashboard = openDashboard(shop());
	await dashboard.shows('42 checkout coupons');
	dashboard.press('\r');
	await dashboard.hides('39 rename sku');
	await dashboard.reads();
	expectGolden(await dashboard.shows('◆ Bash'), 'zoom-request-80x24');
});

test('an empty project says what a story is', async () => {
	using dashboard = openDashboard(new History());
	expectGolden(await dashboard.shows('No stories yet'), 'empty-80x24');
	expect(dashboard.terminal.screen().lines).toHaveLength(24);
});

test('so does one whose only story was removed, and it names the files that can be none', async () => {
	const history = new History({refusedFiles: ["stories/a b.md: cannot be a story's id."]});
	history.agent('1_gone:coder').listed('Gone').fact({type: 'story-removed'});
	using dashboard = openDashboard(history);
	await dashboard.shows(/No stories yet[\s\S]*stories\/a b\.md/);
});

test('two marked agents are read side by side, and Tab goes from one to the other', async () => {
	using dashboard = openDashboard(shop(), {columns: 120, rows: 40});
	await dashboard.shows('42 checkout coupons');
	dashboard.press('jjj', ' ', 'j', ' ');
	await dashboard.shows('2 marked');
	dashboard.press('\r');
	await dashboard.hides('39 rename sku');
	await dashboard.reads();
	dashboard.press('\t');
	await dashboard.reads();
	await dashboard.shows('page break');
	expectGolden(await dashboard.shows('npm test -- cart'), 'side-by-side-120x40');
});
