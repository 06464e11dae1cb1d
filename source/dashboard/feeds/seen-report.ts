import type {FleetClient} from '../../api/client.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import type {AgentId} from '../../core/ids.ts';
import type {UiState} from '../state/ui-state.ts';
import type {Clock} from './clock.ts';

/** Selected for this long, a finished agent has been looked at; passing by is not looking. */
const lookMs = 1000;

type Options = {readonly clock: Clock; readonly getClient: () => FleetClient | undefined};

/** Tells the supervisor once a person has looked at an agent that finished. */
export type SeenReport = {
	/** This one is selected now. */
	look(agent: Agent | undefined, ui: Pick<UiState, 'view' | 'selected' | 'keysPressed'>): void;
	dispose(): void;
};

/** What stands on the screen, and whether a person has done anything since it came there. */
type Watched = {
	readonly agent: AgentId | undefined;
	/** Of the agent that finished, unseen; `undefined` for any other. */
	readonly run: string | undefined;
	readonly keysPressed: number;
	/** A person selected it; it did not just finish, or come to the top, while nobody was there. */
	readonly isChosen: boolean;
	/** `undefined` until it is being looked at. */
	delayMs: number | undefined;
};

/**
 * A selected agent that finishes is not looked at by that: the person may sleep. Zooming into it is looking at once;
 * otherwise it counts after a moment, once a key was pressed.
 */
export function createSeenReport({clock, getClient}: Options): SeenReport {
	let watched: Watched = {agent: undefined, run: undefined, keysPressed: 0, isChosen: false, delayMs: undefined};
	let cancel = () => {};

	return {
		look(agent, {view, selected, keysPressed}) {
			const run = unseenRun(agent);

			if (run !== watched.run || agent?.id !== watched.agent) {
				cancel();
				const isChosen = agent?.id === selected && agent?.id !== watched.agent;
				watched = {agent: agent?.id, run, keysPressed, isChosen, delayMs: undefined};
			}

			const delayMs = view === 'zoom' ? 0 : lookMs;
			const isThere = watched.isChosen || keysPressed > watched.keysPressed;

			if (agent && run !== undefined && isThere && delayMs < (watched.delayMs ?? Number.POSITIVE_INFINITY)) {
				cancel();
				watched.delayMs = delayMs;
				// Nobody waits for this: if it cannot be told, the agent just stays unseen.
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
