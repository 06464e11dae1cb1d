/** Runs `work` as soon as fewer than the limit run, in the order of the calls. Settles as `work` does. */
export type Semaphore = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** A semaphore for each key: work of different keys runs side by side. */
export type KeyedMutex = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>;

/** At most `limit` pieces of work run at once; `limit` is at least 1. A piece that may start is called before this returns. */
export function createSemaphore(limit: number): Semaphore {
	const waiting: (() => void)[] = [];
	let running = 0;

	return async work => {
		if (running >= limit) {
			await new Promise<void>(resolve => waiting.push(resolve));
		} else {
			running++;
		}

		try {
			return await work();
		} finally {
			const startNext = waiting.shift();

			// The slot is passed on without being freed, so that a call made at this moment cannot take it.
			if (startNext) {
				startNext();
			} else {
				running--;
			}
		}
	};
}

/** One piece of work runs at a time. Work that waits for more work of the same mutex never ends. */
export function createMutex(): Semaphore {
	return createSemaphore(1);
}

/** One piece of work runs at a time for each key. A key without work takes no memory. */
export function createKeyedMutex(): KeyedMutex {
	const entries = new Map<string, {readonly mutex: Semaphore; users: number}>();

	return async (key, work) => {
		const entry = entries.get(key) ?? {mutex: createMutex(), users: 0};
		entries.set(key, entry);
		entry.users++;

		try {
			return await entry.mutex(work);
		} finally {
			entry.users--;

			if (entry.users === 0) {
				entries.delete(key);
			}
		}
	};
}
