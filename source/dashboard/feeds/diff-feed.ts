import type {FleetClient} from '../../api/client.ts';
import {toMessage} from '../../core/errors.ts';
import type {AgentId} from '../../core/ids.ts';
import type {DashboardState, DiffRead} from '../state/dashboard-state.ts';
import type {Store} from '../state/store.ts';

type Options = {readonly store: Store<DashboardState>; readonly getClient: () => FleetClient | undefined};

/** Reads the changes of the agent whose diff is open; once for each opening. */
export type DiffFeed = {look(agent: AgentId | undefined): void};

export function createDiffFeed({store, getClient}: Options): DiffFeed {
	let open: AgentId | undefined;
	const show = (diff: DiffRead | undefined) => store.update(state => ({...state, diff}));

	const read = async (agent: AgentId) => {
		show({kind: 'reading', agent});
		const result = await readOnce(agent, getClient());

		if (open === agent) {
			show(result);
		}
	};

	return {
		look(agent) {
			if (agent !== open) {
				open = agent;

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
