import type {Duplex} from 'node:stream';
import {isErrorCode, TowlineError} from '../../core/errors.ts';
import {createFrameDecoder, encodeHead, type Frame, type Header} from '../protocol/frame-codec.ts';
import {
	type HolderHello,
	oldestProtocol,
	protocol,
	type RestartLine,
	type Role,
	toHolderHello,
} from '../protocol/messages.ts';
import {readCountIfAny, readTextIfAny} from '../protocol/read-header.ts';

/** A connection to a holder, from the client's side. */
export type HolderConnection = {
	/** Asks, and waits for the answer. Throws the holder's refusal, or `HOLDER_GONE` once the connection is closed. */
	ask(header: Header, payload?: Uint8Array): Promise<Header>;
	/** Says it without waiting; `false` when the connection is closed. */
	tell(header: Header, payload?: Uint8Array): boolean;
	/** Says who we are, which comes before anything else. Throws `PROTOCOL_MISMATCH`, `HOLDER_BUSY`. */
	greet(introduction: Introduction): Promise<HolderHello>;
	/** Closes it without a word. */
	close(): void;
};

export type Introduction = {
	readonly role: Role;
	readonly version: string;
	/** How to start another supervisor when this one dies. */
	readonly restart?: RestartLine;
};

export type ConnectionListener = {
	/** What the holder says by itself: output, exits, a full disk. */
	readonly onMessage: (frame: Frame) => void;
	/** Once, whoever closed it. */
	readonly onClosed: () => void;
};

type Waiting = {readonly resolve: (header: Header) => void; readonly reject: (error: unknown) => void};

export function createHolderConnection(stream: Duplex, listener: ConnectionListener): HolderConnection {
	const decoder = createFrameDecoder();
	const waiting = new Map<number, Waiting>();
	let lastId = 0;
	let isClosed = false;

	const tell = (header: Header, payload?: Uint8Array): boolean => {
		if (isClosed || stream.destroyed) {
			return false;
		}

		stream.cork();
		stream.write(encodeHead(header, payload?.length ?? 0));

		if (payload && payload.length > 0) {
			stream.write(payload);
		}

		stream.uncork();
		return true;
	};

	const ask = (header: Header, payload?: Uint8Array): Promise<Header> => {
		const id = ++lastId;
		return new Promise((resolve, reject) => {
			waiting.set(id, {resolve, reject});

			if (!tell({...header, id}, payload)) {
				waiting.delete(id);
				reject(gone());
			}
		});
	};

	const hear = (frame: Frame) => {
		const re = readCountIfAny(frame.header, 're');
		const asked = re === undefined ? undefined : waiting.get(re);

		if (re !== undefined && asked) {
			waiting.delete(re);
			frame.header.type === 'error' ? asked.reject(toError(frame.header)) : asked.resolve(frame.header);
		} else {
			listener.onMessage(frame);
		}
	};

	const onClosed = () => {
		if (!isClosed) {
			isClosed = true;

			for (const {reject} of waiting.values()) {
				reject(gone());
			}

			waiting.clear();
			listener.onClosed();
		}
	};

	stream.on('data', (chunk: Uint8Array) => {
		try {
			decoder.push(chunk).forEach(hear);
		} catch {
			// No holder speaks like that, so there is nobody to talk to.
			stream.destroy();
		}
	});
	stream.on('error', () => {});
	stream.on('end', () => stream.destroy());
	stream.on('close', onClosed);
	return {
		ask,
		tell,
		async greet({role, version, restart}) {
			const header = await ask({
				type: 'hello',
				protocol,
				oldest: oldestProtocol,
				role,
				version,
				pid: process.pid,
				...(restart ? {restart} : {}),
			});
			const hello = toHolderHello(header);
			refuseOtherProtocol(hello, version);
			return hello;
		},
		close: () => void stream.destroy(),
	};
}

/** A holder that understands nothing older than it is tells so by `oldest`; nothing has been touched by then. */
function refuseOtherProtocol(hello: HolderHello, version: string): void {
	if (hello.oldest > protocol || hello.protocol < oldestProtocol) {
		throw new TowlineError(
			'PROTOCOL_MISMATCH',
			`The holder (pid ${hello.pid}) is Towline ${hello.version} and speaks protocol ${hello.protocol}; this is Towline ${version}, which speaks ${protocol}.`,
			{hint: 'Use the newer Towline for this project, or end its agents there with `towline down`.'},
		);
	}
}

function gone(): TowlineError {
	return new TowlineError('HOLDER_GONE', 'The process that holds the agents is gone.', {
		hint: '`towline` starts another; its runs are lost and can be resumed.',
	});
}

function toError(header: Header): TowlineError {
	const code = readTextIfAny(header, 'code') ?? 'INTERNAL';
	const hint = readTextIfAny(header, 'hint');
	return new TowlineError(
		isErrorCode(code) ? code : 'INTERNAL',
		readTextIfAny(header, 'message') ?? 'The holder refused without a reason.',
		hint === undefined ? {} : {hint},
	);
}
