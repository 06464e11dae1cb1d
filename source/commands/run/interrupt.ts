/** What npm and a terminal send for one Ctrl-C comes twice, within milliseconds; a person is slower. */
const repeatedSignalMs = 500;

/** What work that goes on behind the command is stopped by: a dropped connection costs no agent its work. */
const stopSignals = ['SIGINT', 'SIGTERM'] as const;
/** What stops work that nobody finds again without its terminal. */
export const terminalSignals = [...stopSignals, 'SIGHUP'] as const;

/**
 * Runs work that Ctrl-C and SIGTERM stop politely: the first one aborts the signal, and the work may still end in good
 * order. Only a person who presses Ctrl-C again leaves at once.
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

/** Whether work is under way that must still end in good order when its terminal is closed. */
export function handlesHangup(): boolean {
	return process.listenerCount('SIGHUP') > 0;
}
