import type {FleetClient} from '../../api/client.ts';
import {TowlineError} from '../../core/errors.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {Invocation} from '../invocation.ts';
import {followFleetChanges} from '../run/follow-fleet-changes.ts';
import {interruptible} from '../run/interrupt.ts';

/** Shortest time between two prints. */
const printEveryMs = 250;

/**
 * Prints the fleet now and whenever what it shows changes, until Ctrl-C or the end of the supervisor. On a terminal each
 * print replaces the one before; times go on there.
 */
export async function watchFleet(
	{print, printError, clearScreen}: Invocation,
	client: Pick<FleetClient, 'followFleet'>,
	show: (fleet: Fleet) => string,
): Promise<void> {
	let latest: Fleet | undefined;
	let shown: string | undefined;
	let printing = Promise.resolve();

	const draw = async () => {
		const text = latest && show(latest);

		if (text !== undefined && text !== shown) {
			shown = text;
			clearScreen?.();
			await print(clearScreen ? `${text}\n\nCtrl-C ends this.` : text);
		}
	};

	// One print at a time: a slow reader gets the newest state, not all of them.
	const timer = setInterval(() => {
		printing = printing.then(draw);
	}, printEveryMs);

	try {
		await interruptible(async signal => {
			for await (const {fleet, isSettled} of followFleetChanges(client, signal)) {
				latest = isSettled || latest === undefined ? fleet : latest;
			}
		});
	} catch (error) {
		if (!(error instanceof TowlineError) || error.code !== 'SUPERVISOR_GONE') {
			throw error;
		}

		printError('towline: The supervisor has ended.');
	} finally {
		clearInterval(timer);
		await printing.then(draw);
	}
}
