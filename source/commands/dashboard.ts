import type {EpochMs} from '../core/ids.ts';
import {formatTable} from './agent-table.ts';
import type {CommandHandler} from './invocation.ts';
import {readState, rootOf} from './project-state.ts';

/** `towline` alone: the dashboard, or where no terminal is, the table and how to see more. */
export const run: CommandHandler = async invocation => {
	const {env, print, terminal} = invocation;

	if (!terminal || !process.stdin.isTTY) {
		const {fleet} = await readState(invocation);
		await print(formatTable(fleet, Date.now() as EpochMs, terminal));
		await print(
			'\nOn a terminal this is the live dashboard. `towline run` runs the stories; `towline --help` shows more.',
		);
		return 0;
	}

	const root = rootOf(invocation);
	const {openDashboard} = await import('./open-dashboard.ts');
	await openDashboard({root, env, isDemo: false});
	return 0;
};
