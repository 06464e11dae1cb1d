import {type Script, say} from '../agent/script.ts';

const couponModule = `const coupons = [
	{code: 'WELCOME10', discount: 0.1, validUntil: '2099-12-31'},
	{code: 'SPRING15', discount: 0.15, validUntil: '2020-05-31'},
];

/** Why a code cannot be used, or the coupon. */
export function readCoupon(code, today) {
	const coupon = coupons.find(known => known.code === code.trim().toUpperCase());

	if (!coupon) {
		return {problem: 'This code is unknown.'};
	}

	return coupon.validUntil < today ? {problem: 'This code has expired.'} : {coupon};
}
`;

const couponTest = `import assert from 'node:assert/strict';
import {test} from 'node:test';
import {addLine, createCart} from '../src/cart.js';
import {checkout} from '../src/checkout.js';

const cart = addLine(createCart(), 'lamp', 1);

test('a coupon lowers the total and is named', () => {
	const order = checkout(cart, 'Ada', 'welcome10');
	assert.equal(order.totalCents, 4050);
	assert.equal(order.coupon, 'WELCOME10');
});

test('an expired coupon says so and changes nothing', () => {
	const order = checkout(cart, 'Ada', 'SPRING15');
	assert.equal(order.totalCents, 4500);
	assert.equal(order.problem, 'This code has expired.');
});
`;

/** Waits for the cart story, then lets a subagent search the code before it writes anything. */
export const checkoutCoupons: Script = {
	story: '42_checkout-coupons',
	steps: () => [
		say({
			thinking: 'Where are discounts set today? A subagent can search for that, which keeps my own context small.',
			text: 'I let a subagent find every use of the discount.',
			tools: [
				{
					tool: 'Agent',
					about: 'Find uses of discount',
					prompt: 'List every file and line that reads or writes a discount.',
					steps: [
						say({
							text: 'Searching the sources.',
							tools: [{tool: 'Bash', command: 'grep -rn discount src test', about: 'Search for discount'}],
						}),
						say({tools: [{tool: 'Read', path: 'src/checkout.js'}]}),
						say({
							text: 'Only `src/cart.js` uses a discount: it is set to 0 and applied in `total()`. Checkout never sets it.',
						}),
					],
				},
			],
		}),
		say({
			thinking:
				'Checkout can set cart.discount from a coupon; `total()` does the rest. Unknown and expired codes must change nothing, so the order carries the problem and the total stays the same.',
			text: 'Good: there is one place to set it. The coupons get their own module.',
			tools: [{tool: 'Write', path: 'src/coupons.js', content: couponModule}],
		}),
		say({
			tools: [
				{
					tool: 'Edit',
					path: 'src/checkout.js',
					from: `import {total} from './cart.js';

export function checkout(cart, customer) {
	return {customer, lines: cart.lines, totalCents: total(cart), paid: false};
}`,
					to: `import {total} from './cart.js';
import {readCoupon} from './coupons.js';

export function checkout(cart, customer, code) {
	const {coupon, problem} = code ? readCoupon(code, new Date().toISOString()) : {};
	const totalCents = total({...cart, discount: coupon?.discount ?? cart.discount});
	return {customer, lines: cart.lines, coupon: coupon?.code, problem, totalCents, paid: false};
}`,
				},
				{tool: 'Write', path: 'test/coupons.test.js', content: couponTest},
				{tool: 'Bash', command: 'node --test', about: 'Run all tests'},
			],
		}),
		say({
			text: `Checkout now accepts a coupon:

1. \`checkout(cart, customer, code)\` applies it **before** paying.
2. An unknown or expired code leaves the total unchanged and gives the reason in \`order.problem\`.
3. The order names the coupon.

Codes match regardless of case and surrounding spaces.`,
			tools: [
				{
					tool: 'Bash',
					command:
						'git add src/coupons.js src/checkout.js test/coupons.test.js && git commit -q -m "Accept coupons at checkout" && git show --stat --oneline',
					about: 'Commit the change',
				},
			],
		}),
		say({text: 'Committed. No other file has changed.'}),
	],
};
