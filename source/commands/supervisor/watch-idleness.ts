/** After this long without a client or anything to do, a supervisor ends by itself. */
const idleLimitMs = 10 * 60_000;
const lookEveryMs = 60_000;

export type IdlenessOptions = {
	/** When it was last needed, in milliseconds since 1970; now, while it is. */
	readonly lastNeededAt: () => number;
	readonly onIdle: () => void;
};

/** Calls `onIdle` once nothing has been needed for ten minutes. Returns how to stop looking. */
export function watchIdleness({lastNeededAt, onIdle}: IdlenessOptions): () => void {
	const timer = setInterval(() => {
		if (Date.now() - lastNeededAt() >= idleLimitMs) {
			clearInterval(timer);
			onIdle();
		}
	}, lookEveryMs);
	return () => clearInterval(timer);
}
