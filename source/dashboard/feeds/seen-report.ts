import type {FleetClient} from '../../api/client.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import type {AgentId} from '../../core/ids.ts';
import type {UiState} from '../state/ui-state.ts';
import type {Clock} from './clock.ts';

/** A finished agent counts as seen after it has been selected for this long. */
const lookMs = 1000;

type Options = {readonly clock: Clock; readonly getClient: () => FleetClient | undefined};

/** Tells the supervisor that a person has seen an agent that finished. */
export type SeenReport = {
	/** Called with the selected agent after every change of the state. */
	observe(agent: Agent | undefined, ui: Pick<UiState, 'view' | 'selected' | 'keysPressed'>): void;
	dispose(): void;
};

/** The selected agent, and whether a person has pressed a key since it was selected. */
type Watched = {
	readonly agent: AgentId | undefined;
	/** The finished, unseen run of the agent; `undefined` if there is none. */
	readonly run: string | undefined;
	readonly keysPressed: number;
	/** A person selected it, rather than it finishing or becoming the first row by itself. */
	readonly isChosen: boolean;
	/** Delay of the running timer; `undefined` until there is one. */
	delayMs: number | undefined;
};

/**
 * An agent that finishes while it is selected is not seen yet: the person may be away. It counts as seen at once when it is
 * zoomed, and otherwise after a delay once a key has been pressed.
 */
export function createSeenReport({clock, getClient}: Options): SeenReport {
	let watched: Watched = {agent: undefined, run: undefined, keysPressed: 0, isChosen: false, delayMs: undefined};
	let cancel = () => {};

	return {
		observe(agent, {view, selected, keysPressed}) {
			const run = unseenRun(agent);

			if (run !== watched.run || agent?.id !== watched.agent) {
				cancel();
				// Before the first key nobody has chosen anything: the first row is selected by itself.
				const isChosen = keysPressed > 0 && agent?.id === selected && agent?.id !== watched.agent;
				watched = {agent: agent?.id, run, keysPressed, isChosen, delayMs: undefined};
			}

			const delayMs = view === 'zoom' ? 0 : lookMs;
			const isThere = watched.isChosen || keysPressed > watched.keysPressed;

			if (agent && run !== undefined && isThere && delayMs < (watched.delayMs ?? Number.POSITIVE_INFINITY)) {
				cancel();
				watched.delayMs = delayMs;
				// If this fails, the agent stays unseen, which does no harm.
				cancel = clock.after(delayMs, () =>
					getClient()
						?.send({type: 'see', agent: agent.id})
						.catch(() => {}),
				);
			}
		},
		dispose: () => cancel(),
	};
}

function unseenRun(agent: Agent | undefined): string | undefined {
	return agent && 'end' in agent.phase && agent.phase.end.isUnseen ? agent.phase.end.run : undefined;
}
