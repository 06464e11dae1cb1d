import type {Duplex} from 'node:stream';
import {setTimeout as delay} from 'node:timers/promises';
import {TowlineError} from '../core/errors.ts';
import type {RunId} from '../core/ids.ts';
import {createHolderConnection, type HolderConnection, type Introduction} from '../holder/client/holder-connection.ts';
import type {Frame} from '../holder/protocol/frame-codec.ts';
import {toRunReport} from '../holder/protocol/messages.ts';
import {readHeader, readHeaders, readTextIfAny} from '../holder/protocol/read-header.ts';
import {createHolderCustody} from './holder-custody.ts';
import {createHolderProcesses} from './holder-processes.ts';
import type {Launcher, RunCustody} from './launcher.ts';

/** Where processes live, and how they are ended there. */
export type Place = {readonly launcher: Launcher; readonly custody: RunCustody};

export type HolderPlaceOptions = {
	readonly name: string;
	/** A stream to the holder, which is started if it does not run. Throws `HOLDER_GONE`. */
	readonly open: () => Promise<Duplex>;
	/** A stream to the holder if it runs. */
	readonly find: () => Promise<Duplex | undefined>;
	/** What a run printed from an offset on, read without its holder. */
	readonly readRest: (run: RunId, offset: number) => Iterable<Uint8Array>;
	readonly introduction: Omit<Introduction, 'role'>;
	/** The holder cannot write a run's output: the run stands still. */
	readonly onStalled: (error: TowlineError) => void;
	/** The holder is gone, and the runs with it. */
	readonly onHolderLost: () => void;
	readonly onFault: (error: unknown) => void;
};

/** A connection that broke is tried again so often before its holder is given up. */
const reconnectTries = 5;
const reconnectMs = 100;
const busyTries = 30;

/** Runs processes in a holder, which outlives the supervisor. The holder is started when it is first needed. */
export function createHolderPlace(options: HolderPlaceOptions): Place {
	const {name, open, find, introduction, onStalled, onHolderLost, onFault} = options;
	let current: HolderConnection | undefined;
	let opening: Promise<HolderConnection> | undefined;
	let isClosed = false;
	const processes = createHolderProcesses({...options, connection: () => current});

	const greet = async (stream: Duplex): Promise<HolderConnection> => {
		const connection = createHolderConnection(stream, {
			onMessage,
			onClosed: () => current === connection && void onLost().catch(onFault),
		});

		try {
			const hello = await connection.greet({role: 'supervisor', ...introduction});
			custody.onConnected(hello.ended);
			current = connection;
			return connection;
		} catch (error) {
			connection.close();
			throw error;
		}
	};

	const onMessage = (frame: Frame) => {
		if (frame.header.type === 'stalled') {
			const reason = readTextIfAny(frame.header, 'message') ?? 'no reason given';
			onStalled(toStalled(reason));
		} else {
			processes.onMessage(frame);
		}
	};

	/** The connection broke. If the holder lives, reading goes on where it was. */
	const onLost = async () => {
		current = undefined;

		if (!isClosed && processes.size > 0) {
			opening = reconnect();
			await opening.catch(onFault).finally(() => {
				opening = undefined;
			});
		}
	};

	const reconnect = async (): Promise<HolderConnection> => {
		for (let count = 0; count < reconnectTries; count++) {
			const stream = await find();

			const connection = stream && (await greetUnlessGone(stream));

			if (connection) {
				processes.resume(await reportsOf(connection));
				return connection;
			}

			await delay(reconnectMs);
		}

		processes.loseAll();
		onHolderLost();
		return greet(await open());
	};

	/** A holder that was just killed may still take a connection, and closes it without an answer: then it is gone. */
	const greetUnlessGone = async (stream: Duplex): Promise<HolderConnection | undefined> => {
		try {
			return await greet(stream);
		} catch (error) {
			if (error instanceof TowlineError && error.code === 'HOLDER_GONE') {
				return undefined;
			}

			throw error;
		}
	};

	/** The connection of a supervisor that was killed a moment ago may still look open to the holder. */
	const greetIfThere = async (): Promise<HolderConnection | undefined> => {
		for (let count = 1; ; count++) {
			const stream = await find();

			try {
				return stream && (await greet(stream));
			} catch (error) {
				if (!(error instanceof TowlineError) || error.code !== 'HOLDER_BUSY' || count === busyTries) {
					throw error;
				}

				await delay(reconnectMs);
			}
		}
	};

	const connected = async (): Promise<HolderConnection> => {
		if (current) {
			return current;
		}

		opening ??= open()
			.then(greet)
			.finally(() => {
				opening = undefined;
			});
		return opening;
	};

	const custody = createHolderCustody({connected, current: () => current, processes, onFault});
	const launcher: Launcher = {
		name,
		async launch(spec) {
			const connection = await connected();
			const answer = await connection.ask({type: 'start', ...spec});
			return processes.add(toRunReport(readHeader(answer, 'report')));
		},
		async findHeld() {
			const connection = current ?? (await greetIfThere());
			return connection ? (await reportsOf(connection)).map(processes.add) : [];
		},
		findLost: processes.addLost,
		async close({isLast}) {
			isClosed = true;
			custody.close();
			const connection = current ?? (await opening?.catch(() => undefined));
			await connection?.ask({type: 'bye', exits: isLast}).catch(() => {});
			connection?.close();
		},
	};
	return {launcher, custody};
}

async function reportsOf(connection: HolderConnection) {
	return readHeaders(await connection.ask({type: 'runs'}), 'runs').map(toRunReport);
}

function toStalled(reason: string): TowlineError {
	const isFull = /ENOSPC|EDQUOT|nothing could be written/.test(reason);
	return new TowlineError(
		isFull ? 'DISK_FULL' : 'SPOOL_FAILED',
		isFull
			? 'The disk is full: the output of an agent cannot be kept.'
			: `An agent's output cannot be kept: ${reason}.`,
		{hint: 'Free disk space; the agents continue by themselves.'},
	);
}
