import {setTimeout as delay} from 'node:timers/promises';
import {type ErrorCode, TowlineError} from '../../core/errors.ts';

/** Errors of the moment at which a supervisor starts or ends: the database is locked, and nobody listens yet, or any more. */
const passing: ReadonlySet<ErrorCode> = new Set(['STORE_BUSY', 'SUPERVISOR_GONE']);

const retryMs = 50;

/** Reads again while a supervisor starts or ends, but not for longer than `limitMs`; then throws what `read` throws. */
export async function askAgain<Result>(read: () => Promise<Result>, limitMs = 10_000): Promise<Result> {
	const giveUpAt = performance.now() + limitMs;

	for (;;) {
		try {
			return await read();
		} catch (error) {
			if (!(error instanceof TowlineError) || !passing.has(error.code) || performance.now() >= giveUpAt) {
				throw error;
			}
		}

		await delay(retryMs);
	}
}
