import {expect, test} from 'vitest';
import type {RunEvent} from '../../source/core/fleet/agent-event.ts';
import {claudeCode} from '../../source/runtimes/claude-code.ts';
import {request} from '../runtimes/claude-code/given.ts';
import {deny, interruptWhen, lastFrame, runDemoAgent, useDemoProject} from './run-demo-agent.ts';

const stories = ['41_cart-totals', '42_checkout-coupons', '43_release-notes', '44_flaky-stock-test', '46_receipt-mail'];

test.for(stories)('every frame of %s means something, and its usage is that of its result', async story => {
	const project = await useDemoProject();
	const run = await runDemoAgent({project, says: story, reply: deny});
	const events = translate(run.frames);
	const {model_usage_since_last_result: models} = lastFrame(run, 'result');
	const [billed] = Object.values(models ?? {});

	expect(events.filter(event => event.type === 'frame-kept')).toEqual([]);
	expect(events.findLast(event => event.type === 'usage-reported')).toMatchObject({
		isEstimate: false,
		usage: {input: billed.inputTokens, output: billed.outputTokens, costUsd: expect.closeTo(billed.costUSD, 9)},
	});
	expect(countOf(events, 'tool-finished')).toBe(countOf(events, 'tool-started'));
	expect(events.at(-1)).toMatchObject({type: 'activity-changed', state: 'idle'});
});

test('the tools of a subagent are marked with its id', async () => {
	const project = await useDemoProject();
	const {frames} = await runDemoAgent({project, says: '42_checkout-coupons'});
	const started = translate(frames).filter(event => event.type === 'tool-started');
	const subagent = started.find(event => event.tool === 'Agent');

	expect(started.filter(event => event.parent === subagent?.toolId)).toMatchObject([
		{tool: 'Bash', summary: 'grep -rn discount src test'},
		{tool: 'Read', summary: 'src/checkout.js'},
	]);
});

test('a denied tool is marked as denied', async () => {
	const project = await useDemoProject();
	const events = translate((await runDemoAgent({project, says: '43_release-notes', reply: deny})).frames);
	expect(events.filter(event => event.type === 'tool-finished').at(-1)).toMatchObject({
		isError: true,
		outcome: 'denied',
	});
});

test('an interrupted turn is an error with a final cost', async () => {
	const project = await useDemoProject();
	const reply = interruptWhen(frame => frame.subtype === 'thinking_tokens');
	const events = translate((await runDemoAgent({project, says: '41_cart-totals', reply})).frames);

	expect(events.findLast(event => event.type === 'turn-ended')).toMatchObject({
		result: {isError: true, outcome: 'error_during_execution'},
	});
	expect(events.findLast(event => event.type === 'usage-reported')).toMatchObject({isEstimate: false});
});

function translate(frames: readonly object[]): readonly RunEvent[] {
	const translator = claudeCode.createTranslator(request);
	const events = frames.flatMap(frame => translator.translate({kind: 'frame', frame: {...frame}}));
	return [...events, ...translator.finish()];
}

function countOf(events: readonly RunEvent[], type: RunEvent['type']): number {
	return events.filter(event => event.type === type).length;
}
