import {expect, test} from 'vitest';
import {costOf, createPriceOf} from '../../../source/core/money/prices.ts';

const opus = {input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5};

test.for(['claude-opus-5-5', 'claude-opus-5-5[1m]', 'claude-opus-5-5-20261001', 'claude-opus-5-5@20261001[1m]'])(
	'knows %s',
	model => {
		expect(createPriceOf()(model)).toEqual(opus);
	},
);

test.for(['claude-opus-5-6', 'claude-opus-5-5-fast', 'gpt', '', 'constructor', '__proto__'])(
	'does not guess the price of %j',
	model => {
		expect(createPriceOf()(model)).toBeUndefined();
	},
);

test('the configuration comes first', () => {
	const own = {'house-model': opus, 'claude-opus-5-5': {...opus, input: 1}};
	expect(createPriceOf(own)('house-model')).toEqual(opus);
	expect(createPriceOf(own)('claude-opus-5-5')?.input).toBe(1);
});

test('the price of a recorded run is what it was billed', () => {
	const usage = {input: 1630, output: 195, cacheWrite: 800, cacheRead: 6000, costUsd: undefined};
	expect(costOf(usage, opus)).toBeCloseTo(0.01562, 12);
});
