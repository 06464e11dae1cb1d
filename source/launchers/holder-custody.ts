import type {RunId} from '../core/ids.ts';
import type {HolderConnection} from '../holder/client/holder-connection.ts';
import type {Header} from '../holder/protocol/frame-codec.ts';
import {readCountIfAny, readHeaderIfAny} from '../holder/protocol/read-header.ts';
import type {HolderProcesses} from './holder-processes.ts';
import type {Resources, RunCustody} from './launcher.ts';

export type HolderCustodyOptions = {
	/** A connection, for which a holder is started if none runs. */
	readonly connected: () => Promise<HolderConnection>;
	/** The connection as long as there is one. */
	readonly current: () => HolderConnection | undefined;
	readonly processes: Pick<HolderProcesses, 'markOf' | 'remove' | 'size'>;
	readonly onFault: (error: unknown) => void;
};

/** How often the holder is asked what runs use; it looks itself every three seconds. */
const resourcesEveryMs = 3000;

/** Custody by a holder: the processes are its children, so it ends, freezes and measures them. */
export type HolderCustody = RunCustody & {
	/** `ended`: how many processes that holder has ended so far. */
	onConnected(ended: number): void;
	close(): void;
};

export function createHolderCustody({connected, current, processes, onFault}: HolderCustodyOptions): HolderCustody {
	let resources: ReadonlyMap<string, Resources> = new Map();
	let countBefore = 0;
	let holderBefore = 0;
	let holderNow = 0;

	const ask = async (header: Header, payload?: Uint8Array): Promise<Header> => {
		const answer = await (await connected()).ask(header, payload);
		holderNow = readCountIfAny(answer, 'ended') ?? holderNow;
		return answer;
	};

	const sweep = async (run: RunId, mark: {pid: number | undefined; pidStart: string | undefined}) => {
		const answer = await ask({type: 'sweep', run, ...mark});
		return readCountIfAny(answer, 'swept') ?? 0;
	};

	const timer = setInterval(() => {
		const connection = processes.size > 0 ? current() : undefined;
		connection?.ask({type: 'resources'}).then(
			answer => {
				resources = toResources(readHeaderIfAny(answer, 'runs') ?? {});
			},
			() => {},
		);
	}, resourcesEveryMs);
	timer.unref();

	return {
		async end(run, interrupt) {
			await ask({type: 'end', run}, interrupt === undefined ? undefined : Buffer.from(interrupt));
		},
		sweep: run => sweep(run, processes.markOf(run)),
		sweepLost: ({run, pid, pidStart}) => sweep(run, {pid, pidStart}),
		async freeze(run) {
			await current()?.ask({type: 'freeze', run});
		},
		async thaw(run) {
			await current()?.ask({type: 'thaw', run});
		},
		release(run) {
			processes.remove(run);
			current()?.ask({type: 'forget', run}).catch(onFault);
		},
		resources: run => resources.get(run),
		endedCount: () => countBefore + holderNow - holderBefore,
		onConnected(ended) {
			countBefore += holderNow - holderBefore;
			holderBefore = ended;
			holderNow = ended;
		},
		close: () => clearInterval(timer),
	};
}

function toResources(runs: Header): ReadonlyMap<string, Resources> {
	const found = new Map<string, Resources>();

	for (const run of Object.keys(runs)) {
		const entry = readHeaderIfAny(runs, run);
		const count = entry && readCountIfAny(entry, 'processes');

		if (entry && count !== undefined) {
			const {cpuPercent} = entry;
			found.set(run, {
				processes: count,
				cpuPercent: typeof cpuPercent === 'number' ? cpuPercent : undefined,
				rssBytes: readCountIfAny(entry, 'rssBytes') ?? 0,
			});
		}
	}

	return found;
}
