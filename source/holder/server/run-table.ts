import {TowlineError} from '../../core/errors.ts';
import type {EpochMs, RunId} from '../../core/ids.ts';
import type {Custody} from '../custody/custody.ts';
import {type HolderRun, type RunListener, startHolderRun} from '../process/holder-run.ts';
import {preflight} from '../process/preflight.ts';
import type {Request, RunReport, StartRequest} from '../protocol/messages.ts';

/** The runs of a holder, from their start until their end is stored. */
export type RunTable = {
	readonly size: number;
	/** Whether nobody needs any of them: each is to be forgotten, or its process is gone and the rest of its output cannot be stored. */
	readonly isDone: boolean;
	/** Throws `RUN_UNKNOWN`. */
	known(run: RunId): HolderRun;
	reports(): readonly RunReport[];
	/** Asked for twice, a run is started once. Throws `LAUNCH_FAILED` or `SPOOL_FAILED`. */
	start(request: StartRequest): Promise<RunReport>;
	/** See `Custody.end`; how many processes were ended so far. */
	end(request: Extract<Request, {type: 'end'}>): Promise<number>;
	/** See `Custody.sweep`; also for a run that this holder never had. */
	sweep(request: Extract<Request, {type: 'sweep'}>): Promise<number>;
	/** What lives is never let go of: it is forgotten once it has exited. */
	forget(run: RunId): void;
};

export type RunTableOptions = {
	readonly root: string;
	/** Where FIFOs lie until they are opened: a folder of ours, 0700. */
	readonly fifoFolder: string;
	readonly custody: Custody;
	/** The operating system's mark of when a pid began. */
	readonly startOf: (pid: number) => string | undefined;
	readonly now: () => EpochMs;
	readonly listener: RunListener & {readonly onForgotten: (run: RunId) => void};
};

export function createRunTable(options: RunTableOptions): RunTable {
	const {custody, listener, startOf} = options;
	const runs = new Map<RunId, HolderRun>();
	const forgotten = new Set<RunId>();

	const forget = (run: RunId) => {
		const held = runs.get(run);

		if (held && !held.exit) {
			forgotten.add(run);
		} else if (held) {
			forgotten.delete(run);
			runs.delete(run);
			held.close();
			custody.release(run);
			listener.onForgotten(run);
		}
	};

	const isGone = (held: HolderRun) => startOf(held.pid) !== held.report().pidStart;

	const onChanged = (run: RunId) => {
		listener.onChanged(run);

		if (forgotten.has(run) && runs.get(run)?.exit) {
			forget(run);
		}
	};

	return {
		get size() {
			return runs.size;
		},
		get isDone() {
			return [...runs.values()].every(held => forgotten.has(held.run) || isGone(held));
		},
		known(run) {
			const held = runs.get(run);

			if (!held) {
				throw new TowlineError('RUN_UNKNOWN', `The holder has no run ${run}.`);
			}

			return held;
		},
		reports: () => [...runs.values()].map(held => held.report()),
		async start(request) {
			const {run} = request;
			const line = custody.wrap(run, {command: preflight(request), args: request.args});
			const held =
				runs.get(run) ?? (await startHolderRun({...options, start: request, line, listener: {...listener, onChanged}}));

			if (!runs.has(run)) {
				custody.take(run, held.pid);
				runs.set(run, held);
			}

			return held.report();
		},
		async end({run, bytes}) {
			const held = runs.get(run);
			const interrupt = () => {
				held?.write({key: undefined, target: 'stdin', bytes});
				held?.endInput();
			};
			await custody.end({run, ...(bytes.length > 0 ? {interrupt} : {})});
			return custody.endedCount();
		},
		sweep: ({run, pid, pidStart}) => (runs.has(run) ? custody.sweep(run) : custody.sweepLost({run, pid, pidStart})),
		forget,
	};
}
