import type {FleetClient, TranscriptMessage} from '../../api/client.ts';
import type {AgentId} from '../../core/ids.ts';
import {emptyTranscript, readOn, type Transcript} from '../../core/transcript/transcript.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import type {Store} from '../state/store.ts';
import type {Batch} from './batch.ts';
import {type Clock, waitFor} from './clock.ts';

/** While `j` is held down the focus must rest this long before its text is asked for. */
const settleMs = 60;
const retryMs = 500;
/** Agents whose text stays in memory, so that going back and forth shows it at once. */
const keptTranscripts = 6;

type Options = {
	readonly store: Store<DashboardState>;
	readonly batch: Batch<DashboardState>;
	readonly clock: Clock;
	readonly getClient: () => FleetClient | undefined;
};

/** Follows the text of the agents in focus. */
export type TranscriptFeed = {
	/** From now on these, and only these. */
	focus(agents: readonly AgentId[]): void;
	dispose(): void;
};

export function createTranscriptFeed(options: Options): TranscriptFeed {
	const followed = new Map<AgentId, AbortController>();

	return {
		focus(agents) {
			for (const [agent, controller] of followed) {
				if (!agents.includes(agent)) {
					controller.abort();
					followed.delete(agent);
				}
			}

			for (const agent of agents) {
				if (!followed.has(agent)) {
					const controller = new AbortController();
					followed.set(agent, controller);
					void follow(agent, options, controller.signal);
				}
			}
		},
		dispose() {
			this.focus([]);
		},
	};
}

/** Reads on from where the transcript stands, again and again until the signal. */
async function follow(agent: AgentId, options: Options, signal: AbortSignal): Promise<void> {
	const {store, batch, clock, getClient} = options;
	await waitFor(clock, settleMs, signal);

	while (!signal.aborted) {
		const known = store.getState().transcripts.get(agent);

		try {
			const messages = getClient()?.followTranscript({
				agent,
				...(known?.run === undefined ? {} : {run: known.run, position: known.nextPosition}),
				signal,
			});

			for await (const message of messages ?? []) {
				batch.add(state => withTranscript(state, agent, readMessage(state.transcripts.get(agent), message)));
			}
		} catch {
			// The fleet's own stream tells the person that the supervisor is gone; here it is only tried again.
		}

		batch.flush();
		await waitFor(clock, retryMs, signal);
	}
}

/** What was read of the same run stays, also where a slow client missed something in between. */
function readMessage(transcript: Transcript | undefined, message: TranscriptMessage): Transcript {
	if (message.type === 'events') {
		return readOn(transcript ?? emptyTranscript(undefined), message.events);
	}

	return transcript?.run === message.run && transcript
		? {...transcript, nextPosition: Math.max(transcript.nextPosition, message.position)}
		: emptyTranscript(message.run, message.position);
}

/** The one that changed moves to the end of the map; the one that was not touched longest is let go. */
function withTranscript(state: DashboardState, agent: AgentId, transcript: Transcript): DashboardState {
	const others = [...state.transcripts].filter(([id]) => id !== agent).slice(1 - keptTranscripts);
	return {...state, transcripts: new Map([...others, [agent, transcript]])};
}
