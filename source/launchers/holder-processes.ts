import {TowlineError} from '../core/errors.ts';
import type {RunId} from '../core/ids.ts';
import type {HolderConnection} from '../holder/client/holder-connection.ts';
import type {Frame} from '../holder/protocol/frame-codec.ts';
import {type RunReport, toExit} from '../holder/protocol/messages.ts';
import {readCount, readTextIfAny} from '../holder/protocol/read-header.ts';
import type {HeldProcess, LostProcess, OutputListener, ProcessExit} from './launcher.ts';

export type HolderProcessesOptions = {
	/** The connection as long as there is one. */
	readonly connection: () => HolderConnection | undefined;
	/** What a run printed from an offset on, read without its holder. */
	readonly readRest: (run: RunId, offset: number) => Iterable<Uint8Array>;
	readonly onFault: (error: unknown) => void;
};

/** The processes of a holder that this supervisor follows, over as many connections as it takes. */
export type HolderProcesses = {
	/** The process that a holder reports. */
	add(report: RunReport): HeldProcess;
	/** A process whose holder is gone. */
	addLost(lost: LostProcess): HeldProcess;
	/** Output and exits. */
	onMessage(frame: Frame): void;
	/** There is a new connection: reading goes on where it was, and what is not known to have been written is written again. */
	resume(reports: readonly RunReport[]): void;
	/** The holder is gone: what it spooled is read to its end, and every process is lost. */
	loseAll(): void;
	remove(run: RunId): void;
	/** What is known of a run's process, for the sweep. */
	markOf(run: RunId): {readonly pid: number | undefined; readonly pidStart: string | undefined};
	readonly size: number;
};

type Entry = {
	readonly run: RunId;
	readonly pid: number;
	readonly pidStart: string | undefined;
	listener: OutputListener | undefined;
	/** Where the next byte of its output stands. */
	offset: number;
	hasExited: boolean;
	isInputEnded: boolean;
	/** Not known to have been written, by key. */
	readonly unwritten: Map<string, string>;
};

export function createHolderProcesses({connection, readRest, onFault}: HolderProcessesOptions): HolderProcesses {
	const entries = new Map<RunId, Entry>();

	const write = (entry: Entry, key: string, text: string) => {
		entry.unwritten.set(key, text);
		connection()
			?.ask({type: 'write', run: entry.run, key, target: 'stdin'}, Buffer.from(text))
			.then(
				() => entry.unwritten.delete(key),
				error => {
					// Without a connection it waits for the next one.
					if (!(error instanceof TowlineError && error.code === 'HOLDER_GONE')) {
						entry.unwritten.delete(key);
						onFault(error);
					}
				},
			);
	};

	const follow = (entry: Entry) => {
		connection()
			?.ask({type: 'read', run: entry.run, offset: entry.offset})
			.catch(error => {
				if (error instanceof TowlineError && error.code === 'RUN_UNKNOWN') {
					lose(entry);
				} else if (!(error instanceof TowlineError && error.code === 'HOLDER_GONE')) {
					onFault(error);
				}
			});
	};

	const exit = (entry: Entry, how: ProcessExit) => {
		if (!entry.hasExited) {
			entry.hasExited = true;
			entry.listener?.onExit(how);
		}
	};

	const lose = (entry: Entry) => {
		try {
			for (const chunk of entry.hasExited ? [] : readRest(entry.run, entry.offset)) {
				receive(entry, chunk, entry.offset);
			}
		} catch (error) {
			onFault(error);
		}

		exit(entry, {exitCode: undefined, signal: undefined, isLost: true});
	};

	const receive = (entry: Entry, chunk: Uint8Array, offset: number) => {
		entry.offset = offset + chunk.length;
		entry.listener?.onData(chunk, offset);
	};

	const toProcess = (entry: Entry, report: RunReport): HeldProcess => ({
		run: entry.run,
		pid: entry.pid,
		pidStart: entry.pidStart,
		note: report.note,
		size: report.size,
		lastOutputAt: report.lastOutputAt,
		read(listener) {
			entry.listener = listener;
			follow(entry);
		},
		write: (key, text) => write(entry, key, text),
		endInput() {
			entry.isInputEnded = true;
			connection()?.tell({type: 'end-input', run: entry.run});
		},
	});

	return {
		add(report) {
			const {run, pid, pidStart, isInputEnded} = report;
			const listener = undefined;
			const entry: Entry = {
				run,
				pid,
				pidStart,
				listener,
				offset: 0,
				hasExited: false,
				isInputEnded,
				unwritten: new Map(),
			};
			entries.set(run, entry);
			return toProcess(entry, report);
		},
		addLost(lost) {
			const entry: Entry = {
				...lost,
				listener: undefined,
				offset: 0,
				hasExited: false,
				isInputEnded: true,
				unwritten: new Map(),
			};
			entries.set(lost.run, entry);
			return {
				...lost,
				note: '',
				size: Number.POSITIVE_INFINITY,
				read(listener) {
					entry.listener = listener;
					lose(entry);
				},
				write: () => {},
				endInput: () => {},
			};
		},
		onMessage({header, payload}) {
			const entry = entries.get(readTextIfAny(header, 'run') as RunId);

			if (entry && header.type === 'output') {
				receive(entry, payload, readCount(header, 'offset'));
			} else if (entry && header.type === 'exit') {
				exit(entry, toExit(header));
			}
		},
		resume(reports) {
			const known = new Set(reports.map(({run}) => run));

			for (const entry of entries.values()) {
				if (!known.has(entry.run)) {
					lose(entry);
				} else if (!entry.hasExited) {
					entry.listener && follow(entry);
					[...entry.unwritten].forEach(([key, text]) => void write(entry, key, text));
					entry.isInputEnded && connection()?.tell({type: 'end-input', run: entry.run});
				}
			}
		},
		loseAll() {
			[...entries.values()].forEach(lose);
		},
		remove: run => void entries.delete(run),
		markOf: run => ({pid: entries.get(run)?.pid, pidStart: entries.get(run)?.pidStart}),
		get size() {
			return entries.size;
		},
	};
}
