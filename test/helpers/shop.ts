import {History, minutesIn} from './facts.ts';

/** The fleet of the sketches: four alive, one of them asking, and one of everything else. */
export function shop(): History {
	const history = new History({budgets: {projectUsd: 50}});
	history
		.agent('39_rename-sku:coder')
		.listed('rename sku')
		.running('51d2e9f0-aaaa')
		.used(22_000, 5000, 0.75)
		.wait(482)
		.ended({kind: 'completed'});
	history
		.agent('38_flaky-test:coder')
		.listed('flaky test')
		.running('0b9a7c44-aaaa')
		.used(4000, 900, 0.11)
		.wait(48)
		.ended({kind: 'failed', exitCode: 1, reason: 'exited 1 without a result'});
	const passkey = history
		.agent('47_passkey:coder')
		.listed('login by passkey')
		.running('c0ffee12-aaaa')
		.used(31_000, 6400, 1.1);
	history.wait(351);
	const coupons = history
		.agent('42_checkout-coupons:coder')
		.listed('checkout coupons')
		.running('9f3c21aa-aaaa')
		.used(18_000, 4100, 0.61);
	history.wait(148);
	const totals = history
		.agent('41_cart-totals:coder')
		.listed('cart totals')
		.running('a1b2c3d4-aaaa')
		.used(12_000, 3000, 0.42, true);
	history.wait(189);
	history
		.agent('44_receipt-pdf:coder')
		.listed('receipt pdf')
		.running('77e0d5b1-aaaa')
		.used(9000, 1200, 0.2, true)
		.thinks('The layout needs a page break before the totals.')
		.calls('Read', 'src/receipt/layout.ts', '');
	passkey
		.wait(63)
		.limited({
			status: 'rejected',
			resetsAt: minutesIn(95),
			windows: {
				five_hour: {utilization: 0.61, resetsAt: minutesIn(95), status: 'allowed'},
				seven_day: {utilization: 0.18, resetsAt: minutesIn(4000), status: 'allowed'},
			},
		})
		.ended({kind: 'rate-limited', resetsAt: minutesIn(95), window: 'five_hour'});
	history
		.agent('48_search-ranking:coder')
		.listed('search ranking', {after: ['47_passkey']})
		.queued();
	totals
		.event({
			type: 'prompt-given',
			kind: 'prompt',
			text: 'Move the totals into one place.\n\nThey are computed twice.\nTest the rounding.\nKeep the snapshots.',
		})
		.thinks(
			"The totals are computed twice, once in the reducer and once in the view. I'll move both into cart/total.ts and test the rounding.",
		)
		.says('Reading the reducer first.')
		.calls('Read', 'src/cart/reducer.ts', '')
		.calls('Edit', 'src/cart/total.ts', '+24 −3')
		.says(
			'All 14 cart tests pass; one snapshot needs updating because the **rounding** changed from half-up to half-even:\n\n- `total.ts` owns the sum\n- the view only formats',
		)
		.calls('Bash', 'npm test -- cart');
	history.wait(12);
	coupons
		.thinks('Publishing cannot be undone, and the version in package.json is not mine to choose.')
		.says('The coupons are in, and the tests pass. Before I hand over I check what the package would contain.')
		.calls('Bash', 'npm test', '')
		.asks({
			tool: 'Bash',
			summary: 'npm publish --dry-run',
			reason: 'this command requires approval (no rule matches)',
			alwaysLabel: '"npm publish *"',
		});
	return history.wait(31);
}
