import type {Fleet} from '../../core/fleet/fleet.ts';
import type {LedgerRow} from '../../core/money/ledger.ts';
import {askHolder} from '../../holder/client/ask-holder.ts';
import {inspectStoredState} from '../../project/trust/stored-state.ts';
import {readFleet, readLedger} from '../../store/read-fleet.ts';
import {version} from '../version.ts';

/** What is stored of a project that no supervisor owns. */
export type StoredFacts = {
	/** `undefined` if no supervisor ever ran, or not one of this person's. */
	readonly fleet: Fleet | undefined;
	readonly ledger: () => readonly LedgerRow[];
	/** Why what lies there is not believed; `undefined` if it is, or if nothing lies there. */
	readonly warning: string | undefined;
};

/** Reads what this person's supervisors stored. A `.towline` of somebody else is not opened. Throws like `readFleet` of the store. */
export async function readStoredFacts(root: string, env: NodeJS.ProcessEnv): Promise<StoredFacts> {
	const state = await inspectStoredState(root, env);

	switch (state.kind) {
		case 'absent':
			return nothing;
		case 'own':
		case 'probably-own':
			return {
				fleet: readFleet(root, (await askHolder({root, env, version}))?.runs),
				ledger: () => readLedger(root),
				warning: undefined,
			};
		case 'foreign':
			return {...nothing, warning: state.problem.message};
	}
}

const nothing: StoredFacts = {fleet: undefined, ledger: () => [], warning: undefined};
