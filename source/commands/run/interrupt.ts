/** Under npm one Ctrl-C arrives twice within milliseconds; a second SIGINT within this time is ignored. */
const repeatedSignalMs = 500;

/** The default signals. SIGHUP is not among them, so that a dropped connection stops no agent. */
const stopSignals = ['SIGINT', 'SIGTERM'] as const;
/** For work that cannot be found again once its terminal is closed. */
export const terminalSignals = [...stopSignals, 'SIGHUP'] as const;

/**
 * Runs `work` with graceful interruption: the first signal aborts `stop`, and the work then ends in its own time. A second
 * Ctrl-C exits the process at once with 130.
 */
export async function interruptible<Result>(
	work: (stop: AbortSignal) => Promise<Result>,
	signals: readonly NodeJS.Signals[] = stopSignals,
): Promise<Result> {
	const stopping = new AbortController();
	let stoppedAt = 0;
	const onSignal = (signal: NodeJS.Signals) => {
		if (!stopping.signal.aborted) {
			stoppedAt = performance.now();
			stopping.abort();
		} else if (signal === 'SIGINT' && performance.now() - stoppedAt > repeatedSignalMs) {
			process.exit(130);
		}
	};

	for (const signal of signals) {
		process.on(signal, onSignal);
	}

	try {
		return await work(stopping.signal);
	} finally {
		for (const signal of signals) {
			process.off(signal, onSignal);
		}
	}
}

/** Whether work is running that handles SIGHUP itself and must not be ended when its terminal is closed. */
export function handlesHangup(): boolean {
	return process.listenerCount('SIGHUP') > 0;
}
