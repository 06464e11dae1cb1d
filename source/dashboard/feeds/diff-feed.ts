import type {FleetClient} from '../../api/client.ts';
import {toMessage} from '../../core/errors.ts';
import type {AgentId} from '../../core/ids.ts';
import type {DashboardState, DiffRead} from '../state/dashboard-state.ts';
import type {Store} from '../state/store.ts';

type Options = {readonly store: Store<DashboardState>; readonly getClient: () => FleetClient | undefined};

/** Reads the diff of the agent whose diff is open, once each time it is opened. */
export type DiffFeed = {
	/** `undefined` when no diff is open. */
	open(agent: AgentId | undefined): void;
};

export function createDiffFeed({store, getClient}: Options): DiffFeed {
	let current: AgentId | undefined;
	const show = (diff: DiffRead | undefined) => store.update(state => ({...state, diff}));

	const read = async (agent: AgentId) => {
		show({kind: 'reading', agent});
		const result = await readOnce(agent, getClient());

		if (current === agent) {
			show(result);
		}
	};

	return {
		open(agent) {
			if (agent !== current) {
				current = agent;

				if (agent !== undefined) {
					void read(agent);
				}
			}
		},
	};
}

async function readOnce(agent: AgentId, client: FleetClient | undefined): Promise<DiffRead> {
	try {
		return client
			? {kind: 'read', agent, text: await client.readDiff(agent)}
			: {kind: 'failed', agent, why: 'There is no connection to the supervisor.'};
	} catch (error) {
		return {kind: 'failed', agent, why: toMessage(error)};
	}
}
