import {createClient} from '../../api/client.ts';
import {checkSocketFolder, socketPathOf} from '../../api/socket-path.ts';
import {TowlineError} from '../../core/errors.ts';
import type {AgentStatus} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {selectCounts, selectTotal} from '../../core/fleet/selectors.ts';
import {statusesByUrgency} from '../../core/fleet/status.ts';
import {formatUsd} from '../../core/format.ts';
import {unicodeGlyphs} from '../../dashboard/theme.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import type {CommandHandler} from '../invocation.ts';
import {askAgain} from './ask-again.ts';
import {rootOf} from './project-state.ts';

/**
 * `towline status-line`: one short line for tmux's `status-right`. tmux runs it every few seconds, so it must be fast, and
 * it prints an empty line on any error. Without a supervisor it shows the stored facts and does not read story files.
 */
export const run: CommandHandler = async ({cwd, env, print}) => {
	await print(
		await askAgain(() => readFleet(cwd, env), longestWaitMs).then(
			fleet => (fleet ? formatStatusLine(fleet) : ''),
			formatError,
		),
	);
	return 0;
};

/** How long a supervisor that starts or ends is waited for. */
const longestWaitMs = 5000;

function formatError(error: unknown): string {
	return error instanceof TowlineError && error.code === 'SUPERVISOR_HUNG' ? 'towline: the supervisor hangs' : '';
}

async function readFleet(cwd: string, env: NodeJS.ProcessEnv): Promise<Fleet | undefined> {
	const root = rootOf({cwd, env});
	const socketPath = socketPathOf(root, env);

	try {
		if (checkSocketFolder(socketPath)) {
			return await createClient({socketPath}).readFleet();
		}
	} catch (error) {
		if (!(error instanceof TowlineError) || error.code !== 'SUPERVISOR_GONE') {
			throw error;
		}
	}

	const {readStoredFacts} = await import('./stored-facts.ts');
	return (await readStoredFacts(root, env)).fleet;
}

/** In a line this short, what starts or stops counts as running, and what rests by choice is left out. */
const countedAs: Readonly<Record<AgentStatus, AgentStatus | undefined>> = {
	idle: undefined,
	queued: 'queued',
	starting: 'running',
	running: 'running',
	'needs-input': 'needs-input',
	stopping: 'running',
	completed: 'completed',
	failed: 'failed',
	stopped: undefined,
	'rate-limited': 'rate-limited',
	lost: 'lost',
};

/** `◆1 ●2 ○3 ✗1 ✓5 ~$4.12 shop`. Counts of zero are left out; agents that need the user come first. `cannot store!` precedes all while facts cannot be stored. */
function formatStatusLine(fleet: Fleet): string {
	const counts = selectCounts(fleet);
	const {usage, isEstimate} = selectTotal(fleet);
	const sums = new Map<AgentStatus, number>();

	for (const status of statusesByUrgency) {
		const as = countedAs[status];

		if (as !== undefined && counts[status] > 0) {
			sums.set(as, (sums.get(as) ?? 0) + counts[status]);
		}
	}

	const words = [
		fleet.pauses.some(({reason}) => reason === 'disk-full') ? 'cannot store!' : undefined,
		...[...sums].map(([status, count]) => `${unicodeGlyphs.status[status]}${count}`),
		usage.costUsd === undefined ? undefined : formatUsd(usage.costUsd, isEstimate),
		fleet.project?.name,
	];
	return toOneLine(words.filter(word => word !== undefined).join(' '));
}
