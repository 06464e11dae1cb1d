import type {Agent} from '../../core/fleet/agent.ts';
import type {Recorded, RunEvent} from '../../core/fleet/agent-event.ts';
import {selectRows, selectRuns} from '../../core/fleet/selectors.ts';
import type {AgentId, RunId} from '../../core/ids.ts';
import {searchRun} from '../../core/transcript/search-run.ts';
import type {DashboardState, FoundInRun} from '../state/dashboard-state.ts';
import type {Store} from '../state/store.ts';

/** Every event of a run, from its log. */
export type ReadLog = (agent: AgentId, run: RunId) => AsyncIterable<Recorded<RunEvent>>;

/** More matches are not shown; a longer search text finds fewer. */
const mostMatches = 1000;

/** Searches the logs of all agents for the text of the find view. */
export type FindFeed = {
	/** `undefined` while the view is closed; then the search ends. */
	search(text: string | undefined): void;
	dispose(): void;
};

export function createFindFeed(store: Store<DashboardState>, readLog: ReadLog): FindFeed {
	let current: {readonly text: string; readonly controller: AbortController} | undefined;

	const search = (text: string | undefined) => {
		if (text === current?.text) {
			return;
		}

		current?.controller.abort();
		current = text === undefined ? undefined : {text, controller: new AbortController()};

		if (current) {
			void searchAll(store, readLog, {text: current.text, signal: current.controller.signal});
		}
	};

	return {search, dispose: () => search(undefined)};
}

async function searchAll(
	store: Store<DashboardState>,
	readLog: ReadLog,
	{text, signal}: {readonly text: string; readonly signal: AbortSignal},
): Promise<void> {
	let lines: readonly FoundInRun[] = [];
	const show = (isDone: boolean) => {
		if (!signal.aborted) {
			store.update(state => ({...state, found: {text, lines, isDone}}));
		}
	};
	show(false);

	for (const agent of selectRows(store.getState().fleet)) {
		const found = await searchAgent(agent, readLog, {text, signal, limit: mostMatches - lines.length});

		if (signal.aborted || lines.length + found.length >= mostMatches) {
			lines = [...lines, ...found];
			break;
		}

		if (found.length > 0) {
			lines = [...lines, ...found];
			show(false);
		}
	}

	show(true);
}

type AgentSearch = {readonly text: string; readonly signal: AbortSignal; readonly limit: number};

/** A log that cannot be read is left out: the others can still be searched. */
async function searchAgent(
	agent: Agent,
	readLog: ReadLog,
	{text, signal, limit}: AgentSearch,
): Promise<readonly FoundInRun[]> {
	const lines: FoundInRun[] = [];

	for (const run of selectRuns(agent)) {
		try {
			for await (const found of searchRun(readLog(agent.id, run), text)) {
				lines.push({...found, agent: agent.id, run});

				if (lines.length >= limit || signal.aborted) {
					return lines;
				}
			}
		} catch {}
	}

	return lines;
}
