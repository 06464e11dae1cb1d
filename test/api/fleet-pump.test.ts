import {expect, onTestFinished, test} from 'vitest';
import type {FleetMessage} from '../../source/api/client.ts';
import {pumpFleet} from '../../source/api/fleet-pump.ts';
import {createSupervisorDouble} from './supervisor-double.ts';

function follow(since?: number) {
	const supervisor = createSupervisorDouble();
	const controller = new AbortController();
	onTestFinished(() => controller.abort());
	const got: string[] = [];
	const send = async (_id: string, message: unknown) => {
		const told = message as FleetMessage;
		got.push(
			told.type === 'snapshot'
				? `snapshot ${told.fleet.pauses.map(({isUnstored}) => (isUnstored ? 'unstored' : 'stored'))}`
				: `facts ${told.facts.map(({event}) => event.type)}`,
		);
	};
	void pumpFleet(supervisor, {signal: controller.signal, send}, since);
	return {supervisor, got};
}

test('a client is told once that facts cannot be stored, and then each fact', async () => {
	const {supervisor, got} = follow();
	await expect.poll(() => got).toEqual(['snapshot ']);
	supervisor.failToStore();
	await expect.poll(() => got).toEqual(['snapshot ', 'snapshot unstored']);
	supervisor.record({type: 'queue-paused', reason: 'disk-full', detail: 'It was full.'});
	supervisor.record({type: 'queue-unpaused', reason: 'disk-full'});
	await expect.poll(() => got.slice(2).join()).toBe('facts queue-paused,queue-unpaused');
	supervisor.failToStore();
	await expect.poll(() => got.at(-1)).toBe('snapshot unstored');
});

test('a client that has every fact already is told too', async () => {
	const {supervisor, got} = follow(0);
	supervisor.failToStore();
	await expect.poll(() => got).toEqual(['snapshot unstored']);
});
