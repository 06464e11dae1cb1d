import {connectIfRunning} from '../../api/spawn.ts';
import type {LedgerRow} from '../../core/money/ledger.ts';
import type {Invocation} from '../invocation.ts';
import {askAgain} from './ask-again.ts';
import {rootOf} from './project-state.ts';

/** Reads the project's ledger from its supervisor, or from the database if none is running. */
export async function readLedger({cwd, env}: Pick<Invocation, 'cwd' | 'env'>): Promise<readonly LedgerRow[]> {
	const root = rootOf({cwd, env});

	return askAgain(async () => {
		const connected = await connectIfRunning({root, env});

		if (connected) {
			return connected.client.readLedger();
		}

		const {readStoredFacts} = await import('./stored-facts.ts');
		return (await readStoredFacts(root, env)).ledger();
	});
}
