import {connectIfRunning} from '../../api/spawn.ts';
import type {LedgerRow} from '../../core/money/ledger.ts';
import type {Invocation} from '../invocation.ts';
import {rootOf} from './project-state.ts';

/** The project's ledger: the supervisor's, or without one what is stored. */
export async function readLedger({cwd, env}: Pick<Invocation, 'cwd' | 'env'>): Promise<readonly LedgerRow[]> {
	const root = rootOf({cwd});
	const connected = await connectIfRunning({root, env});

	if (connected) {
		return connected.client.readLedger();
	}

	const stored = await import('../../store/read-fleet.ts');
	return stored.readLedger(root);
}
