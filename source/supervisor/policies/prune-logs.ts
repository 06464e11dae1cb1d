import type {Fleet} from '../../core/fleet/fleet.ts';
import type {StoryId} from '../../core/ids.ts';
import type {Cancel} from '../clock.ts';
import type {Policy, PolicyDeps} from './policy.ts';

/** Old logs are deleted soon after the start, then once a day. */
const firstPruneMs = 5000;
const everyMs = 86_400_000;

type Deps = Pick<PolicyDeps, 'clock' | 'fleet' | 'config'> & {
	readonly prune: (options: {readonly openStories: ReadonlySet<StoryId>; readonly keepLogsMs: number}) => void;
	readonly onFault: (error: unknown) => void;
};

/** Deletes logs older than `keep_logs`, never those of stories that are still open. Zero keeps everything. */
export function createPruneLogs({clock, fleet, config, prune, onFault}: Deps): Policy {
	let cancel: Cancel = clock.after(firstPruneMs, pruneNow);

	function pruneNow() {
		const {keepLogsMs} = config().logs;
		cancel = clock.after(everyMs, pruneNow);

		try {
			if (keepLogsMs > 0) {
				prune({openStories: selectOpenStories(fleet()), keepLogsMs});
			}
		} catch (error) {
			onFault(error);
		}
	}

	return {onFacts: () => {}, dispose: () => cancel()};
}

/** Stories with a live or queued agent, and listed stories that are not completed. */
function selectOpenStories(fleet: Fleet): ReadonlySet<StoryId> {
	const open = Object.values(fleet.agents).filter(
		({isListed, phase}) => 'live' in phase || phase.status === 'queued' || (isListed && phase.status !== 'completed'),
	);
	return new Set(open.map(({story}) => story));
}
