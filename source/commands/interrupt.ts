/**
 * Runs work that Ctrl-C stops politely: the first one aborts the signal, and the work may still end in good order; a
 * second one leaves at once. A closed terminal and SIGTERM count as the first.
 */
export async function interruptible<Result>(work: (stop: AbortSignal) => Promise<Result>): Promise<Result> {
	const stopping = new AbortController();
	const onSignal = () => {
		if (stopping.signal.aborted) {
			process.exit(130);
		}

		stopping.abort();
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

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
