import type {FleetClient} from '../../api/client.ts';
import {isLive} from '../../core/fleet/agent.ts';
import type {ExitCode, Invocation} from '../invocation.ts';
import {followChanges} from './fleet-changes.ts';
import {interruptible} from './interrupt.ts';

/** `towline run --drain`: nothing more is started, and what runs is waited for. Ctrl-C only stops the waiting. */
export async function drain({print}: Invocation, client: Pick<FleetClient, 'send' | 'followFleet'>): Promise<ExitCode> {
	await client.send({type: 'pause'});
	return interruptible(async stop => {
		for await (const {fleet} of followChanges(client, stop)) {
			if (!Object.values(fleet.agents).some(isLive)) {
				await print('Nothing runs any more, and the queue is paused. `towline unpause` lets it go on.');
				return 0;
			}
		}

		return 130;
	});
}
