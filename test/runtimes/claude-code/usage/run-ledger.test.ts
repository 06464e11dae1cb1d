import {expect, test} from 'vitest';
import {createPriceOf} from '../../../../source/core/money/prices.ts';
import {createRunLedger} from '../../../../source/runtimes/claude-code/usage/run-ledger.ts';

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

const streaming = {isMain: true, isFinal: false};
const ended = {isMain: true, isFinal: true};
const ofSubagent = {isMain: false, isFinal: true};

test('sums the usage since the last result, whatever the session used before this run', () => {
	const ledger = createRunLedger(noPrice);
	ledger.settleTurn(result(used(1100, 110, 0.11), used(100, 10, 0.01), 0.11));
	const report = ledger.settleTurn(result(used(1300, 130, 0.13), used(200, 20, 0.02), 0.13));
	expect(report).toMatchObject({usage: {input: 300, output: 30, costUsd: 0.03}, isEstimate: false});
});

test('takes the latest total of a version that counts per process', () => {
	const ledger = createRunLedger(noPrice);
	ledger.settleTurn(result(used(100, 10, 0.01)));
	expect(ledger.settleTurn(result(used(300, 30, 0.03)))?.usage).toMatchObject({input: 300, output: 30, costUsd: 0.03});
});

test('uses modelUsage and not usage, which excludes subagents', () => {
	const frame = {...result(used(300, 30, 0.03), used(300, 30, 0.03)), usage: {input_tokens: 200, output_tokens: 20}};
	expect(createRunLedger(noPrice).settleTurn(frame)?.usage.input).toBe(300);
});

test('counts a message once with its latest figures, however many frames report it', () => {
	const ledger = createRunLedger(noPrice);
	ledger.countMessage(message('a', 100, 1), streaming);
	ledger.countMessage(message('a', 100, 1), streaming);
	ledger.countMessage({id: 'a', model, usage: {output_tokens: 50}}, streaming);
	expect(ledger.countMessage(message('b', 200, 2), streaming)).toMatchObject({
		usage: {input: 300, output: 52, costUsd: undefined},
		isEstimate: true,
		contextTokens: 200,
	});
});

test('the result replaces the estimate', () => {
	const ledger = createRunLedger(noPrice);
	ledger.countMessage(message('a', 100, 50), streaming);
	expect(ledger.settleTurn(result({}, used(110, 55, 0.01)))).toMatchObject({
		usage: {input: 110, output: 55, costUsd: 0.01},
		isEstimate: false,
	});
	expect(ledger.countMessage(message('b', 1, 1), streaming)).toMatchObject({
		usage: {input: 111, output: 56},
		isEstimate: true,
	});
});

test('an estimate adds to the reported cost where a price is known', () => {
	const ledger = createRunLedger(createPriceOf());
	ledger.settleTurn(result({}, used(100, 20, 0.0008)));
	expect(ledger.countMessage(message('a', 100, 20), streaming)?.usage.costUsd).toBeCloseTo(0.0016, 10);
	// Nobody knows the price of this one: what is known stays.
	expect(ledger.countMessage(message('b', 100, 20, 'house-model'), streaming)?.usage.costUsd).toBeCloseTo(0.0016, 10);
});

test('an estimate without a price has no cost, which is not zero', () => {
	expect(createRunLedger(noPrice).countMessage(message('a', 1, 1), streaming)?.usage.costUsd).toBeUndefined();
});

/** What 2.1.197 says of a turn that was interrupted before its first message had ended. */
const interrupted = {...result({}), is_error: true, terminal_reason: 'aborted_streaming'};

test('keeps the estimate of a message that was cut off, where the figures leave it out', () => {
	const ledger = createRunLedger(createPriceOf());
	ledger.countMessage(message('a', 1000, 50), ended);
	ledger.countMessage(message('b', 2000, 1), streaming);
	ledger.countStreamed('b', 500);
	const total = result(used(1100, 50, 0.006));
	const report = ledger.settleTurn({...total, is_error: true, terminal_reason: 'aborted_streaming'});
	expect(report).toMatchObject({usage: {input: 3100, output: 550}, isEstimate: true});
	expect(report?.usage.costUsd).toBeCloseTo(0.006 + 0.018, 10);
	// A later turn does not report it either.
	expect(ledger.settleTurn(result(used(1300, 60, 0.01)))).toMatchObject({
		usage: {input: 3300, output: 560},
		isEstimate: true,
	});
});

test('a run of which nothing was reported but a cut message has an estimated cost, not zero', () => {
	const ledger = createRunLedger(createPriceOf());
	expect(ledger.countMessage(message('a', 1000, 1), streaming)).toMatchObject({isEstimate: true});
	// Nothing has changed: the report before still holds.
	expect(ledger.settleTurn(interrupted)).toBeUndefined();
	expect(ledger.settleTurn(result({}))).toBeUndefined();
});

test('figures since the last result contain the message that was cut off', () => {
	const ledger = createRunLedger(createPriceOf());
	ledger.countMessage(message('a', 100, 1), streaming);
	expect(ledger.settleTurn({...interrupted, ...result({}, used(100, 4, 0.00048))})).toMatchObject({
		usage: {input: 100, output: 4, costUsd: 0.00048},
		isEstimate: false,
	});
});

test('the output of a message grows while it is streamed, until its end tells the figure', () => {
	const ledger = createRunLedger(noPrice);
	ledger.countMessage(message('a', 100, 1), streaming);
	expect(ledger.countStreamed('a', 60)).toMatchObject({usage: {output: 60}, isEstimate: true});
	expect(ledger.countStreamed('a', 40)).toBeUndefined();
	expect(ledger.countStreamed('unknown', 40)).toBeUndefined();
	expect(ledger.countMessage(message('a', 100, 55), ended)?.usage.output).toBe(55);
	expect(ledger.countStreamed('a', 80)).toBeUndefined();
});

test('a cache write for an hour costs 1.6 times one for five minutes', () => {
	const ledger = createRunLedger(createPriceOf());
	const usage = {
		input_tokens: 0,
		output_tokens: 0,
		cache_creation_input_tokens: 1_000_000,
		cache_creation: {ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 1_000_000},
	};
	expect(ledger.countMessage({id: 'a', model, usage}, streaming)?.usage.costUsd).toBeCloseTo(8, 10);
});

test.for([
	['claude-opus-5-5', '2.1.328', 1_000_000],
	['claude-haiku-4-5-20251001', '2.1.330', 200_000],
	['claude-opus-4-8', '2.1.197', 200_000],
	['claude-opus-4-8[1m]', '2.1.197', 1_000_000],
	['claude-opus-4-8', '2.1.250', undefined],
	['house-model', '2.1.328', undefined],
	['claude-opus-5-5', undefined, undefined],
] as const)('the context window of %s in %s is known from the start: %s', ([name, version, window]) => {
	const ledger = createRunLedger(noPrice);
	ledger.setModel(name, version);
	expect(ledger.countMessage(message('a', 1, 1), streaming)?.contextWindow).toBe(window);
});

test('a reported cost of zero is a cost', () => {
	expect(createRunLedger(noPrice).settleTurn(result({}, {}))).toMatchObject({usage: {costUsd: 0}, isEstimate: false});
});

test('a result replaces the estimate even if it reports no usage', () => {
	const ledger = createRunLedger(noPrice);
	ledger.countMessage(message('a', 100, 4), streaming);
	expect(ledger.settleTurn(result({}))).toMatchObject({usage: {input: 0, output: 0, costUsd: 0}, isEstimate: false});
	expect(ledger.countMessage(message('b', 10, 1), streaming)).toMatchObject({
		usage: {input: 10, output: 1},
		isEstimate: true,
	});
	expect(ledger.settleTurn(result(used(120, 8, 0.01)))).toMatchObject({
		usage: {input: 120, output: 8},
		isEstimate: false,
	});
});

test('an empty usage since the last result adds nothing', () => {
	const ledger = createRunLedger(noPrice);
	ledger.settleTurn(result(used(100, 10, 0.01), used(100, 10, 0.01)));
	ledger.countMessage(message('b', 10, 1), streaming);
	expect(ledger.settleTurn(result(used(100, 10, 0.01), {}))).toMatchObject({
		usage: {input: 100, output: 10},
		isEstimate: false,
	});
});

test('uses the total of a result without figures by model', () => {
	const ledger = createRunLedger(noPrice);
	const bare = (bill: number) => ({type: 'result', total_cost_usd: bill, usage: {input_tokens: 5, output_tokens: 2}});
	expect(ledger.settleTurn(bare(0.01))).toMatchObject({usage: {input: 5, output: 2, costUsd: 0.01}, isEstimate: false});
	expect(ledger.settleTurn(bare(0.03))?.usage).toMatchObject({input: 10, output: 4, costUsd: 0.03});
});

test('a conversation reset does not reduce the usage of the run', () => {
	const perProcess = createRunLedger(noPrice);
	perProcess.settleTurn(result(used(100, 10, 0.01)));
	perProcess.reset();
	const after = perProcess.settleTurn(result(used(30, 3, 0.003)))?.usage;
	expect(after).toMatchObject({input: 130, output: 13});
	expect(after?.costUsd).toBeCloseTo(0.013, 10);

	const sinceLast = createRunLedger(noPrice);
	sinceLast.settleTurn(result(used(100, 10, 0.01), used(100, 10, 0.01)));
	sinceLast.reset();
	expect(sinceLast.settleTurn(result(used(30, 3, 0.003), used(30, 3, 0.003)))?.usage.input).toBe(130);
});

test('counts each model separately, under the name that the program uses', () => {
	const ledger = createRunLedger(noPrice);
	ledger.setModel('claude-opus-4-8[1m]', undefined);
	ledger.countMessage(message('a', 1, 1, 'claude-opus-4-8'), streaming);
	expect(Object.keys(ledger.countMessage(message('b', 1, 1, 'claude-haiku-4-5'), ofSubagent)?.models ?? {})).toEqual([
		'claude-opus-4-8[1m]',
		'claude-haiku-4-5',
	]);
});

test('the context is that of the main conversation', () => {
	const ledger = createRunLedger(noPrice);
	ledger.countMessage(message('a', 5000, 1), streaming);
	expect(ledger.countMessage(message('b', 7, 1), ofSubagent)?.contextTokens).toBe(5000);
});

test('reads the size of the context window from the result', () => {
	const usage = {[model]: {...used(1, 1, 0)[model], contextWindow: 200_000}};
	expect(createRunLedger(noPrice).settleTurn(result(usage, usage))?.contextWindow).toBe(200_000);
});

test('reports nothing if nothing changed', () => {
	const ledger = createRunLedger(noPrice);
	ledger.settleTurn(result({}, used(1, 1, 0.01)));
	expect(ledger.settleTurn(result({}, {}))).toBeUndefined();
});

test('ignores invalid counts', () => {
	const ledger = createRunLedger(noPrice);
	const frame = {m: {inputTokens: -5, outputTokens: 'many', cacheReadInputTokens: 1e300, costUSD: -1}, n: null};
	expect(ledger.settleTurn({modelUsage: frame})).toMatchObject({
		usage: {input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costUsd: undefined},
	});
});

test.for([['2e308'], ['1e308'], ['1000001'], ['-1'], ['"12"'], ['null']] as const)(
	'a cost of %s is none that a program can have had, so no cost is known',
	([json]) => {
		const cost: number = JSON.parse(json);
		const ledger = createRunLedger(noPrice);
		ledger.settleTurn(result(used(100, 10, cost), used(100, 10, cost), cost));
		const report = ledger.settleTurn(result(used(100, 10, cost), used(100, 10, cost), cost));
		expect(report?.usage).toMatchObject({input: 200, output: 20, costUsd: undefined});
		const total = createRunLedger(noPrice).settleTurn({total_cost_usd: cost, usage: {}});
		expect(total?.usage.costUsd).toBeUndefined();
	},
);

test('a count that no program can have had is left out', () => {
	const report = createRunLedger(noPrice).settleTurn(result(used(9e15, 10, 0.01), used(9e15, 10, 0.01)));
	expect(report?.usage).toMatchObject({input: 0, output: 10, costUsd: 0.01});
});
