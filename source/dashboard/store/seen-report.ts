import type {FleetClient} from '../../api/client.ts';
import type {Agent} from '../../core/agent.ts';
import type {Clock} from './clock.ts';

/** Selected for this long, a finished agent has been looked at; passing by is not looking. */
const lookMs = 1500;

type Options = {readonly clock: Clock; readonly getClient: () => FleetClient | undefined};

/** Tells the supervisor once a person has looked at an agent that finished. */
export type SeenReport = {
	/** This one is looked at now. */
	look(agent: Agent | undefined): void;
	dispose(): void;
};

export function createSeenReport({clock, getClient}: Options): SeenReport {
	let watched: string | undefined;
	let cancel = () => {};

	return {
		look(agent) {
			const unseen = agent && 'end' in agent.phase && agent.phase.end.isUnseen ? agent : undefined;
			const key = unseen && 'end' in unseen.phase ? `${unseen.id} ${unseen.phase.end.run}` : undefined;

			if (key === watched) {
				return;
			}

			cancel();
			watched = key;

			if (unseen) {
				// Nobody waits for this: if it cannot be told, the agent just stays unseen.
				cancel = clock.after(lookMs, () =>
					getClient()
						?.send({type: 'see', agent: unseen.id})
						.catch(() => {}),
				);
			}
		},
		dispose: () => cancel(),
	};
}
