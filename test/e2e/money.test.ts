import {test} from 'vitest';
import {selectUsage} from '../../source/core/fleet/selectors.ts';
import {createProject} from './project.ts';

const hasStatus =
	(...statuses: readonly string[]) =>
	({phase}: {phase: {status: string}}) =>
		statuses.includes(phase.status);

test.concurrent('a run is killed in the middle of a turn that exceeds the budget by far', async ({expect}) => {
	await using project = createProject({stories: {'1_one': 'overspends'}, limits: 'story_budget_usd = 0.005'});
	await project.towline('start', '1_one');
	const {lastEnd} = await project.untilAgent('1_one', hasStatus('stopped'));
	expect(lastEnd?.exit).toMatchObject({kind: 'killed', by: 'budget'});
	expect(await project.agent('1_one')).toMatchObject({
		reason: 'Story 1_one has spent $0.01 of $0.01',
		costIsEstimate: true,
	});
	expect(project.marked()).toEqual([]);
});

test.concurrent('a model without a price shows tokens and no cost, with a warning that its budget cannot be enforced', async ({
	expect,
}) => {
	await using project = createProject({
		stories: {'1_one': 'overspends'},
		limits: 'story_budget_usd = 0.005',
		env: {TOWLINE_FIXTURE_MODEL: 'house-model'},
	});
	await project.towline('start', '1_one');
	await project.untilAgent('1_one', agent => selectUsage(agent).usage.input > 0);
	const {notices} = await project.until(fleet => fleet.notices.length > 0);
	expect(notices.map(({text}) => text)).toEqual([
		'Towline has no price for model house-model, so no budget is enforced on it until its program reports a cost. Add [prices."house-model"] to towline.toml.',
	]);
	expect(await project.agent('1_one')).toMatchObject({status: 'running', costUsd: null, tokens: {input: 1000}});
	expect((await project.towline('ps')).stdout).toMatch(/1_one.* 6\.7k\/1 +- /);
	expect((await project.towline('cost')).stdout).toMatch(/1_one .*6\.7k.* 1 .*-/);
});

test.concurrent('a conversation reset within a run adds up the cost of both parts', async ({expect}) => {
	await using project = createProject({stories: {'1_one': 'forgets'}});
	expect(await project.towline('run')).toMatchObject({exitCode: 0});
	const agent = await project.agent('1_one');
	expect(agent).toMatchObject({costIsEstimate: false, tokens: {output: 150}});
	expect(agent.costUsd).toBeCloseTo(3 * 0.0059, 6);
	const lines: readonly {costUsd: number}[] = JSON.parse((await project.towline('cost', '--json')).stdout);
	expect(lines.map(({costUsd}) => costUsd)).toEqual([expect.closeTo(3 * 0.0059, 6)]);
});
