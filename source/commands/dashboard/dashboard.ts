import {TowlineError} from '../../core/errors.ts';
import type {EpochMs} from '../../core/ids.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import {type CommandHandler, type Invocation, textOption} from '../invocation.ts';
import {formatTable} from '../read/agent-table.ts';
import {readState, rootOf} from '../read/project-state.ts';

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

	const fps = fpsOf(invocation);
	const root = rootOf(invocation);
	const {openDashboard} = await import('./open-dashboard.ts');
	await openDashboard({root, env, isDemo: false, ...(fps !== undefined && {fps})});
	return 0;
};

/** Over a slow line fewer updates, each of the newest state, are better than all of them late. */
function fpsOf(invocation: Invocation): number | undefined {
	const text = textOption(invocation, 'fps');
	const fps = Number(text);

	if (text !== undefined && !(fps >= 0.1 && fps <= 60)) {
		throw new TowlineError('USAGE', `--fps takes a number from 0.1 to 60, not "${toOneLine(text)}".`);
	}

	return text === undefined ? undefined : fps;
}
