import {createClient} from '../api/client.ts';
import {checkSocketFolder, socketPathOf} from '../api/socket-path.ts';
import type {Fleet} from '../core/fleet.ts';
import {formatUsd} from '../core/format.ts';
import {selectCounts, selectTotal} from '../core/selectors.ts';
import type {CommandHandler} from './invocation.ts';
import {rootOf} from './project-state.ts';

/**
 * `towline status-line`: one short line for tmux's `status-right`. tmux asks again and again, so it is quick, and silent
 * wherever there is nothing to say.
 */
export const run: CommandHandler = async ({cwd, env, print}) => {
	const fleet = await readFleet(cwd, env).catch(() => undefined);
	await print(fleet ? formatStatusLine(fleet) : '');
	return 0;
};

async function readFleet(cwd: string, env: NodeJS.ProcessEnv): Promise<Fleet | undefined> {
	const socketPath = socketPathOf(rootOf({cwd}), env);
	return checkSocketFolder(socketPath) ? createClient({socketPath}).readFleet() : undefined;
}

/** `shop ◆1 ●2 ✓5 ✗1 ~$4.12`: only what there is. */
export function formatStatusLine(fleet: Fleet): string {
	const counts = selectCounts(fleet);
	const {usage, isEstimate} = selectTotal(fleet);
	const parts = [
		['◆', counts['needs-input']],
		['●', counts.running + counts.starting + counts.stopping],
		['○', counts.queued],
		['↻', counts['rate-limited']],
		['✓', counts.completed],
		['✗', counts.failed + counts.lost],
	] as const;
	return [
		fleet.project?.name,
		...parts.flatMap(([glyph, count]) => (count > 0 ? [`${glyph}${count}`] : [])),
		usage.costUsd === undefined ? undefined : formatUsd(usage.costUsd, isEstimate),
	]
		.filter(Boolean)
		.join(' ');
}
