import type {FleetClient, FleetMessage, TranscriptMessage} from '../../source/api/client.ts';
import type {Command} from '../../source/core/commands/command.ts';
import {decide} from '../../source/core/commands/decide.ts';
import {TowlineError} from '../../source/core/errors.ts';
import type {AgentId, RunId} from '../../source/core/ids.ts';
import type {History} from './facts.ts';

/** A supervisor's socket in memory: it streams a written history, and commands add their facts to it. */
export type FakeFleet = {
	readonly client: FleetClient;
	/** As the dashboard calls it. */
	connect(): Promise<FleetClient>;
	/** Everything that was sent, in order. */
	readonly sent: readonly Command[];
	/** The `since` of each time somebody began to follow the fleet. */
	readonly followedSince: readonly (number | undefined)[];
	/** Sends what the history got since. */
	publish(): void;
	/** Every stream breaks, and connecting fails, until `comeBack`. */
	goAway(why: string): void;
	comeBack(): void;
	/** Whether any transcript is being followed, and whose. */
	readonly followed: ReadonlySet<AgentId>;
};

export function createFakeFleet(history: History, {diff = ''}: {readonly diff?: string} = {}): FakeFleet {
	const sent: Command[] = [];
	const followedSince: (number | undefined)[] = [];
	const followed = new Set<AgentId>();
	let away: TowlineError | undefined;
	let changed = Promise.withResolvers<void>();
	const publish = () => {
		const last = changed;
		changed = Promise.withResolvers();
		last.resolve();
	};
	const next = (signal: AbortSignal) =>
		Promise.race([
			changed.promise,
			new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), {once: true})),
		]);

	async function* followFleet({since, signal}: Parameters<FleetClient['followFleet']>[0]): AsyncIterable<FleetMessage> {
		let seq = since ?? 0;
		followedSince.push(since);

		while (!signal.aborted) {
			refuseWhileAway();
			const facts = history.facts.filter(fact => fact.seq > seq);
			seq = facts.at(-1)?.seq ?? seq;

			if (facts.length > 0) {
				yield {type: 'facts', facts};
			} else {
				await next(signal);
			}
		}
	}

	async function* followTranscript(
		options: Parameters<FleetClient['followTranscript']>[0],
	): AsyncIterable<TranscriptMessage> {
		const {agent, signal} = options;
		let {run, position = 0} = options;
		followed.add(agent);

		try {
			while (!signal.aborted) {
				refuseWhileAway();
				const latest = latestRun(history, agent);

				if (latest !== run) {
					run = latest;
					position = 0;
					yield {type: 'reset', run, position};
				}

				const events = (run ? (history.texts.get(run) ?? []) : []).filter(event => event.position >= position);
				position = (events.at(-1)?.position ?? position - 1) + 1;

				if (events.length > 0) {
					yield {type: 'events', events};
				} else {
					await next(signal);
				}
			}
		} finally {
			followed.delete(agent);
		}
	}

	function refuseWhileAway(): void {
		if (away) {
			throw away;
		}
	}

	const client: FleetClient = {
		async hello() {
			refuseWhileAway();
			return {
				protocol: 2,
				version: '0.1.0',
				pid: 4000,
				socket: '/tmp/towline-1000/shop.sock',
				root: '/home/ada/shop',
				startedAt: history.now,
				clients: 1,
			};
		},
		async send(command) {
			refuseWhileAway();
			sent.push(command);
			const {drafts} = decide(command, history.fleet, () => `message-${sent.length}`);

			for (const draft of drafts) {
				history.record(draft);
			}

			publish();
		},
		sendEnvironment: async () => {},
		followFleet,
		followTranscript,
		readResources: async () => ({}),
		readDiff: async () => diff,
		handOver: async () => {},
		down: async () => ({ended: 0}),
	};

	return {
		client,
		sent,
		followedSince,
		followed,
		publish,
		async connect() {
			refuseWhileAway();
			return client;
		},
		goAway(why) {
			away = new TowlineError('SUPERVISOR_GONE', why);
			publish();
		},
		comeBack() {
			away = undefined;
		},
	};
}

function latestRun(history: History, agent: AgentId): RunId | undefined {
	return history.facts.findLast(fact => fact.agent === agent && fact.run !== undefined)?.run;
}
