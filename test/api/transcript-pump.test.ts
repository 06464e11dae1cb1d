import {expect, test} from 'vitest';
import type {TranscriptMessage} from '../../source/api/client.ts';
import {pumpTranscript} from '../../source/api/transcript-pump.ts';
import {coder, firstRun, runEnded, runStarted, secondRun} from '../core/given.ts';
import {createSupervisorDouble} from './supervisor-double.ts';

/** What a new client gets, up to the first event of this run. */
async function readUntil(last: string, withEarlier: boolean): Promise<readonly string[]> {
	const supervisor = createSupervisorDouble();
	supervisor.record(runStarted(), {agent: coder, run: firstRun});
	supervisor.record(runEnded(), {agent: coder, run: firstRun});
	supervisor.record(runStarted({attempt: 2}), {agent: coder, run: secondRun});
	const controller = new AbortController();
	const got: string[] = [];
	const send = async (_id: string, message: unknown) => {
		const {type, ...rest} = message as TranscriptMessage & {run?: string};
		got.push(type === 'reset' ? `reset ${rest.run}` : type);

		if (type === 'events' && got.at(-2) === `reset ${last}`) {
			controller.abort();
		}
	};
	await pumpTranscript(
		supervisor,
		{signal: controller.signal, send},
		{agent: coder, run: undefined, position: undefined, withEarlier},
	);
	return got;
}

test('earlier runs come before the present one when they are asked for', async () => {
	expect(await readUntil(secondRun, true)).toEqual([`reset ${firstRun}`, 'events', `reset ${secondRun}`, 'events']);
});

test('without asking, only the present run is sent', async () => {
	expect(await readUntil(secondRun, false)).toEqual([`reset ${secondRun}`, 'events']);
});
