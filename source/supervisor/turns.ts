/** Does work in turns: at most so many at once, in the order they came. */
export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** `atOnce` is at least 1. */
export function createTurns(atOnce: number): Turns {
	const waiting: (() => void)[] = [];
	let running = 0;

	return async work => {
		if (running >= atOnce) {
			await new Promise<void>(resolve => waiting.push(resolve));
		} else {
			running++;
		}

		try {
			return await work();
		} finally {
			const next = waiting.shift();

			// The place is handed on, so that nobody who comes at this moment takes it.
			if (next) {
				next();
			} else {
				running--;
			}
		}
	};
}
