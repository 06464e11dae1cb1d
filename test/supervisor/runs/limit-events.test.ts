import {expect, test} from 'vitest';
import type {RunEvent} from '../../../source/core/fleet/agent-event.ts';
import type {SessionId} from '../../../source/core/ids.ts';
import {noUsage} from '../../../source/core/money/token-usage.ts';
import {createEventLimiter, eventLimits, otherModels} from '../../../source/supervisor/runs/limit-events.ts';

const reportOf = (count: number): RunEvent => ({
	type: 'usage-reported',
	usage: {...noUsage, output: count},
	models: Object.fromEntries(Array.from({length: count}, (_, index) => [`m${index}`, {...noUsage, output: index + 1}])),
	isEstimate: false,
});
const opened = (count: number): RunEvent => ({
	type: 'session-opened',
	session: `s${count}` as SessionId,
	model: 'm',
	programVersion: undefined,
});
const kept = (characters: number): RunEvent => ({
	type: 'frame-kept',
	frame: {type: 'new', text: 'x'.repeat(characters)},
});
const remarks = (events: readonly RunEvent[]) => events.filter(({type}) => type === 'remark-made');

test('what real programs print passes unchanged', () => {
	const events = [reportOf(eventLimits.models), opened(1), opened(1), kept(1000)];
	expect(createEventLimiter()(events)).toEqual(events);
});

test('of 50,000 models the largest are kept, the others are added up, and no token is lost', () => {
	const [remark, report] = createEventLimiter()([reportOf(50_000)]);
	expect(remark).toMatchObject({type: 'remark-made', text: expect.stringContaining('more than 32 models')});
	const models = report?.type === 'usage-reported' ? report.models : {};
	expect(Object.keys(models)).toHaveLength(eventLimits.models);
	expect(models).toHaveProperty('m49999');
	const sum = Object.values(models).reduce((total, {output}) => total + output, 0);
	expect(sum).toBe((50_000 * 50_001) / 2);
	expect(models[otherModels]?.output).toBeGreaterThan(0);
});

test('200,000 sessions of one run: the first ones are recorded, and one remark says that later ones are not', () => {
	const events = createEventLimiter()(Array.from({length: 200_000}, (_, index) => opened(index)));
	expect(events).toHaveLength(eventLimits.sessions + 1);
	expect(remarks(events)).toHaveLength(1);
});

test('a session that is open is not dropped when the limit is reached', () => {
	const limit = createEventLimiter();
	limit(Array.from({length: 200}, (_, index) => opened(index)));
	expect(limit([opened(1)])).toEqual([opened(1)]);
});

test('unknown frames of 20 MB are cut, and said once', () => {
	const events = createEventLimiter()([kept(20_000_000), kept(20_000_000)]);
	expect(remarks(events)).toHaveLength(1);
	expect(JSON.stringify(events).length).toBeLessThan(50_000);
	expect(events.at(-1)).toMatchObject({
		frame: {cutFrom: expect.any(Number), beginning: expect.stringContaining('xxx')},
	});
});
