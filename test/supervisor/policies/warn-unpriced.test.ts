import {expect, test} from 'vitest';
import {createWarnUnpriced} from '../../../source/supervisor/policies/warn-unpriced.ts';
import {type Given, runStarted, sessionOpened, storyRead, usage} from '../../core/given.ts';
import {createPolicyBench} from './policy-bench.ts';

const reported = (model: string, costUsd?: number): Given => ({
	type: 'usage-reported',
	usage: usage({input: 10, costUsd}),
	models: {[model]: usage({input: 10, costUsd})},
	isEstimate: true,
});

function noticesAfter(change: {storyBudgetUsd?: number}, ...given: readonly Given[]) {
	const made = createPolicyBench(change);
	made.use(createWarnUnpriced(made.deps));
	made.given(storyRead, runStarted(), sessionOpened, ...given);
	return made.said.flatMap(({event}) => (event.type === 'notice-raised' ? [event.text] : []));
}

test('a budget that cannot be enforced is announced once for each model', () => {
	expect(noticesAfter({storyBudgetUsd: 1}, reported('house'), reported('house'), reported('hut'))).toEqual([
		'Towline has no price for model house, so no budget is enforced on it until its program reports a cost. Add [prices."house"] to towline.toml.',
		expect.stringContaining('model hut,'),
	]);
});

test('the budget of a story is announced too', () => {
	const withBudget: Given = {event: {type: 'story-read', title: '', runtime: '', after: [], priority: 0, budgetUsd: 2}};
	expect(noticesAfter({}, withBudget, reported('house'))).toHaveLength(1);
});

test("a report without models is about the agent's model", () => {
	const report: Given = {type: 'usage-reported', usage: usage({output: 1}), models: {}, isEstimate: true};
	expect(noticesAfter({storyBudgetUsd: 1}, report)).toEqual([expect.stringContaining('model claude-opus-4-8,')]);
});

test('nothing is announced without a budget or for a model with a price', () => {
	expect(noticesAfter({}, reported('house'))).toEqual([]);
	expect(noticesAfter({storyBudgetUsd: 1}, reported('house', 0))).toEqual([]);
});
