/** A map of limited size that drops the entry which was not used for longest. */
export type BoundedCache<Value> = {
	/** The value kept for the key, or a new one from `create`. */
	get(key: string, create: () => Value): Value;
	readonly size: number;
};

/** `capacity` is the number of entries kept. A `Map` keeps the order of insertion: the first is the oldest. */
export function createBoundedCache<Value>(capacity: number): BoundedCache<Value> {
	const entries = new Map<string, {readonly value: Value}>();

	return {
		get(key, create) {
			const kept = entries.get(key);

			if (kept) {
				entries.delete(key);
				entries.set(key, kept);
				return kept.value;
			}

			const entry = {value: create()};
			entries.set(key, entry);

			if (entries.size > capacity) {
				dropOldest(entries);
			}

			return entry.value;
		},
		get size() {
			return entries.size;
		},
	};
}

function dropOldest(entries: Map<string, unknown>): void {
	for (const oldest of entries.keys()) {
		entries.delete(oldest);
		return;
	}
}
