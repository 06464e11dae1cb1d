import {TowlineError} from '../../core/errors.ts';
import type {EpochMs} from '../../core/ids.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import {type CommandHandler, type Invocation, isInteractive, textOption} from '../invocation.ts';
import {formatTable} from '../read/agent-table.ts';
import {readState, rootOf} from '../read/project-state.ts';
import {interruptible, terminalSignals} from '../run/interrupt.ts';

/** `towline` without a command: opens the dashboard, or without a terminal prints the table and a hint. */
export const run: CommandHandler = async invocation => {
	const {env, print, terminal} = invocation;

	if (!isInteractive(invocation)) {
		const {fleet} = await readState(invocation);
		await print(formatTable(fleet, Date.now() as EpochMs, terminal));
		await print(
			'\nOn a terminal, `towline` opens the live dashboard. `towline run` runs the stories; `towline --help` lists the commands.',
		);
		return 0;
	}

	const fps = fpsOf(invocation);
	const root = rootOf(invocation);
	const {openDashboard} = await import('./open-dashboard.ts');
	// Also a signal leaves the dashboard as `q` does, so that the terminal and its title are restored.
	return interruptible(async stop => {
		await openDashboard({root, env, print, isDemo: false, stop, ...(fps !== undefined && {fps})});
		return stop.aborted ? 130 : 0;
	}, terminalSignals);
};

/** Reads `--fps`. On a slow connection, fewer but current updates are better than many late ones. */
function fpsOf(invocation: Invocation): number | undefined {
	const text = textOption(invocation, 'fps');
	const fps = Number(text);

	if (text !== undefined && !(fps >= 0.1 && fps <= 60)) {
		throw new TowlineError('USAGE', `--fps must be a number from 0.1 to 60, not "${toOneLine(text)}".`);
	}

	return text === undefined ? undefined : fps;
}
