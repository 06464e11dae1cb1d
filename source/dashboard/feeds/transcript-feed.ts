import type {FleetClient, TranscriptMessage} from '../../api/client.ts';
import type {AgentId} from '../../core/ids.ts';
import {continueWith, emptyTranscript, readOn, type Transcript} from '../../core/transcript/transcript.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import type {Store} from '../state/store.ts';
import type {Batch} from './batch.ts';
import {type Clock, waitFor} from './clock.ts';

/** A row must stay selected this long before its text is requested, so that holding `j` down requests nothing. */
const settleMs = 60;
const retryMs = 500;
/** Agents whose text stays in memory, so that going back to one shows it at once. */
const keptTranscripts = 6;

type Options = {
	readonly store: Store<DashboardState>;
	readonly batch: Batch<DashboardState>;
	readonly clock: Clock;
	readonly getClient: () => FleetClient | undefined;
};

/** Follows the transcripts of the agents that have a pane. */
export type TranscriptFeed = {
	/** Follows these agents and stops following all others. */
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

/** Reads on from the end of the known transcript, and connects again after errors, until the signal is aborted. */
async function follow(agent: AgentId, options: Options, signal: AbortSignal): Promise<void> {
	const {store, batch, clock, getClient} = options;
	await waitFor(clock, settleMs, signal);

	while (!signal.aborted) {
		const known = store.getState().transcripts.get(agent);

		try {
			const messages = getClient()?.followTranscript({
				agent,
				...(known?.run === undefined ? {withEarlier: true} : {run: known.run, position: known.nextPosition}),
				signal,
			});

			for await (const message of messages ?? []) {
				batch.add(state => withTranscript(state, agent, readMessage(state.transcripts.get(agent), message)));
			}
		} catch {
			// The fleet feed shows that the connection is lost; here it is only retried.
		}

		batch.flush();
		await waitFor(clock, retryMs, signal);
	}
}

/** The known text is kept, that of earlier runs too, even if this client was too slow and missed some of it. */
function readMessage(transcript: Transcript | undefined, message: TranscriptMessage): Transcript {
	if (message.type === 'events') {
		return readOn(transcript ?? emptyTranscript(undefined), message.events);
	}

	if (!transcript) {
		return emptyTranscript(message.run, message.position);
	}

	return transcript.run === message.run
		? {...transcript, nextPosition: Math.max(transcript.nextPosition, message.position)}
		: continueWith(transcript, message.run, message.position);
}

/** Moves the changed transcript to the end of the map and drops the one that has not changed for the longest time. */
function withTranscript(state: DashboardState, agent: AgentId, transcript: Transcript): DashboardState {
	const others = [...state.transcripts].filter(([id]) => id !== agent).slice(1 - keptTranscripts);
	return {...state, transcripts: new Map([...others, [agent, transcript]])};
}
