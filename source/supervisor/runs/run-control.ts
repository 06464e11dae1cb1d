import {TowlineError} from '../../core/errors.ts';
import type {RunParts} from './run-parts.ts';

/** Stops, freezes and continues a run, before its process is launched and afterwards. */
export type RunControl = {
	/** Aborts when the run is stopped. */
	readonly stopSignal: AbortSignal;
	/** Call once the process runs: a stop or a freeze that came before is carried out now. */
	onLaunched(): void;
	/** See `LiveHandle.isLaunched`. */
	isLaunched(): boolean;
	/** See `LiveHandle.stop`. */
	stop(): Promise<void>;
	/** See `LiveHandle.freeze`. */
	freeze(): void;
	/** See `LiveHandle.thaw`. */
	thaw(): void;
};

export function createRunControl({run, deps, events, conversation, inactivity}: RunParts): RunControl {
	const {custody, onFault} = deps;
	const stopping = new AbortController();
	let isLaunched = false;
	let isFrozen = false;

	const stop = async () => {
		stopping.abort(new TowlineError('LAUNCH_FAILED', 'It was stopped before it had started.'));

		if (isLaunched) {
			inactivity.cancel();
			// Before the session is open nothing was spent, so there is no cost to wait for.
			const canReportCost = events.state().hasSession && deps.runtime.createDialog() !== undefined;
			await custody.end(run, canReportCost ? conversation.interrupt() : undefined);
		}
	};

	const freeze = () => {
		isFrozen = true;
		inactivity.pause('disk');
		custody.freeze(run).catch(onFault);
	};

	return {
		stopSignal: stopping.signal,
		onLaunched() {
			isLaunched = true;

			if (stopping.signal.aborted) {
				stop().catch(onFault);
			} else if (isFrozen) {
				freeze();
			}
		},
		isLaunched: () => isLaunched,
		stop,
		freeze,
		thaw() {
			isFrozen = false;
			custody.thaw(run).catch(onFault);
			inactivity.unpause('disk');
		},
	};
}
