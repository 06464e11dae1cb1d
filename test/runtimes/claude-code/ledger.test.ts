import {expect, test} from 'vitest';
import {createPriceOf} from '../../../source/core/money/prices.ts';
import {createLedger} from '../../../source/runtimes/claude-code/ledger.ts';

const model = 'claude-opus-5-5';
const noPrice = () => undefined;

/** `modelUsage` of one model, as a result has it. */
const used = (inputTokens: number, outputTokens: number, costUSD: number, name = model) => ({
	[name]: {inputTokens, outputTokens, cacheReadInputTokens: 0, cacheCreationInputTokens: 0, costUSD},
});
const result = (total: object, sinceLast?: object, costUsd = 0) => ({
	total_cost_usd: costUsd,
	modelUsage: total,
	...(sinceLast ? {model_usage_since_last_result: sinceLast} : {}),
});
const message = (id: string, input: number, output: number, name = model) => ({
	id,
	model: name,
	usage: {input_tokens: input, output_tokens: output},
});

test('sums what came since the last result, whatever the session used before this run', () => {
	const ledger = createLedger(noPrice);
	ledger.settled(result(used(1100, 110, 0.11), used(100, 10, 0.01), 0.11));
	const report = ledger.settled(result(used(1300, 130, 0.13), used(200, 20, 0.02), 0.13));
	expect(report).toMatchObject({usage: {input: 300, output: 30, costUsd: 0.03}, isEstimate: false});
});

test('takes the latest total where a version counts per process', () => {
	const ledger = createLedger(noPrice);
	ledger.settled(result(used(100, 10, 0.01)));
	expect(ledger.settled(result(used(300, 30, 0.03)))?.usage).toMatchObject({input: 300, output: 30, costUsd: 0.03});
});

test('believes modelUsage and not usage, which leaves subagents out', () => {
	const frame = {...result(used(300, 30, 0.03), used(300, 30, 0.03)), usage: {input_tokens: 200, output_tokens: 20}};
	expect(createLedger(noPrice).settled(frame)?.usage.input).toBe(300);
});

test('counts a message once, however many frames tell of it, and the latest figures', () => {
	const ledger = createLedger(noPrice);
	ledger.counted(message('a', 100, 1), true);
	ledger.counted(message('a', 100, 1), true);
	ledger.counted({id: 'a', model, usage: {output_tokens: 50}}, true);
	expect(ledger.counted(message('b', 200, 2), true)).toMatchObject({
		usage: {input: 300, output: 52, costUsd: undefined},
		isEstimate: true,
		contextTokens: 200,
	});
});

test('the result replaces the estimate', () => {
	const ledger = createLedger(noPrice);
	ledger.counted(message('a', 100, 50), true);
	expect(ledger.settled(result({}, used(110, 55, 0.01)))).toMatchObject({
		usage: {input: 110, output: 55, costUsd: 0.01},
		isEstimate: false,
	});
	expect(ledger.counted(message('b', 1, 1), true)).toMatchObject({usage: {input: 111, output: 56}, isEstimate: true});
});

test('an estimate keeps what was billed, and adds a price where one is known', () => {
	const ledger = createLedger(createPriceOf());
	ledger.settled(result({}, used(100, 20, 0.0008)));
	expect(ledger.counted(message('a', 100, 20), true)?.usage.costUsd).toBeCloseTo(0.0016, 10);
	// Nobody knows the price of this one: what is known stays.
	expect(ledger.counted(message('b', 100, 20, 'house-model'), true)?.usage.costUsd).toBeCloseTo(0.0016, 10);
});

test('no cost is not zero: an estimate without a price has none', () => {
	expect(createLedger(noPrice).counted(message('a', 1, 1), true)?.usage.costUsd).toBeUndefined();
});

test('a bill of nothing is a bill', () => {
	expect(createLedger(noPrice).settled(result({}, {}))).toMatchObject({usage: {costUsd: 0}, isEstimate: false});
});

test('a result replaces the estimate, also one that reports nothing', () => {
	const ledger = createLedger(noPrice);
	ledger.counted(message('a', 100, 4), true);
	expect(ledger.settled(result({}))).toMatchObject({usage: {input: 0, output: 0, costUsd: 0}, isEstimate: false});
	expect(ledger.counted(message('b', 10, 1), true)).toMatchObject({usage: {input: 10, output: 1}, isEstimate: true});
	expect(ledger.settled(result(used(120, 8, 0.01)))).toMatchObject({usage: {input: 120, output: 8}, isEstimate: false});
});

test('a part that is empty says that nothing came since the last result', () => {
	const ledger = createLedger(noPrice);
	ledger.settled(result(used(100, 10, 0.01), used(100, 10, 0.01)));
	ledger.counted(message('b', 10, 1), true);
	expect(ledger.settled(result(used(100, 10, 0.01), {}))).toMatchObject({
		usage: {input: 100, output: 10},
		isEstimate: false,
	});
});

test('a result without figures by model is taken by its total', () => {
	const ledger = createLedger(noPrice);
	const bare = (bill: number) => ({type: 'result', total_cost_usd: bill, usage: {input_tokens: 5, output_tokens: 2}});
	expect(ledger.settled(bare(0.01))).toMatchObject({usage: {input: 5, output: 2, costUsd: 0.01}, isEstimate: false});
	expect(ledger.settled(bare(0.03))?.usage).toMatchObject({input: 10, output: 4, costUsd: 0.03});
});

test('a conversation that begins anew does not lower what the run has used', () => {
	const perProcess = createLedger(noPrice);
	perProcess.settled(result(used(100, 10, 0.01)));
	perProcess.reset();
	const after = perProcess.settled(result(used(30, 3, 0.003)))?.usage;
	expect(after).toMatchObject({input: 130, output: 13});
	expect(after?.costUsd).toBeCloseTo(0.013, 10);

	const sinceLast = createLedger(noPrice);
	sinceLast.settled(result(used(100, 10, 0.01), used(100, 10, 0.01)));
	sinceLast.reset();
	expect(sinceLast.settled(result(used(30, 3, 0.003), used(30, 3, 0.003)))?.usage.input).toBe(130);
});

test('keeps models apart, and knows a model by the name that the program gives it', () => {
	const ledger = createLedger(noPrice);
	ledger.named('claude-opus-4-8[1m]');
	ledger.counted(message('a', 1, 1, 'claude-opus-4-8'), true);
	expect(Object.keys(ledger.counted(message('b', 1, 1, 'claude-haiku-4-5'), false)?.models ?? {})).toEqual([
		'claude-opus-4-8[1m]',
		'claude-haiku-4-5',
	]);
});

test('the context is that of the main conversation', () => {
	const ledger = createLedger(noPrice);
	ledger.counted(message('a', 5000, 1), true);
	expect(ledger.counted(message('b', 7, 1), false)?.contextTokens).toBe(5000);
});

test('reads the size of the context from the result', () => {
	const usage = {[model]: {...used(1, 1, 0)[model], contextWindow: 200_000}};
	expect(createLedger(noPrice).settled(result(usage, usage))?.contextWindow).toBe(200_000);
});

test('says nothing where nothing is new', () => {
	const ledger = createLedger(noPrice);
	ledger.settled(result({}, used(1, 1, 0.01)));
	expect(ledger.settled(result({}, {}))).toBeUndefined();
});

test('counts no nonsense', () => {
	const ledger = createLedger(noPrice);
	const frame = {m: {inputTokens: -5, outputTokens: 'many', cacheReadInputTokens: 1e300, costUSD: -1}, n: null};
	expect(ledger.settled({modelUsage: frame})).toMatchObject({
		usage: {input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costUsd: undefined},
	});
});
