import type {Duplex} from 'node:stream';
import {TowlineError, toMessage} from '../../core/errors.ts';
import type {RunId} from '../../core/ids.ts';
import {createFrameDecoder, encodeHead, type Frame, type Header} from '../protocol/frame-codec.ts';
import {type ClientHello, type Request, toRequest} from '../protocol/messages.ts';
import {readCountIfAny} from '../protocol/read-header.ts';
import type {Follower, Send} from './follower.ts';

/** One client's connection, from the holder's side. */
export type Session = {
	/** What it said of itself; absent before. */
	hello: ClientHello | undefined;
	/** Where it is in each spool that it reads. */
	readonly followers: Map<RunId, Follower>;
	readonly send: Send;
	/** Sends of what its followers have as much as the connection takes, each in its turn. */
	pump(): void;
	close(): void;
};

/** What a holder does for a client. Its answer's fields are sent back; what it throws is sent as an error. */
export type RequestHandler = (session: Session, request: Request) => Promise<Header> | Header;

export type SessionOptions = {
	readonly stream: Duplex;
	readonly handle: RequestHandler;
	/** Once; the connection is closed. */
	readonly onClosed: (session: Session) => void;
};

export function createSession({stream, handle, onClosed}: SessionOptions): Session {
	const decoder = createFrameDecoder();
	let isFull = false;
	let isClosed = false;

	const send: Send = (header, payload) => {
		if (isClosed || stream.destroyed) {
			return false;
		}

		const size = payload?.length ?? 0;
		stream.cork();
		let hasRoom = stream.write(encodeHead(header, size));

		if (payload && size > 0) {
			hasRoom = stream.write(payload);
		}

		process.nextTick(() => stream.uncork());
		isFull = !hasRoom;
		return hasRoom;
	};

	const answer = async (frame: Frame) => {
		const id = readCountIfAny(frame.header, 'id');
		const re = id === undefined ? {} : {re: id};

		try {
			const fields = await handle(session, toRequest(frame));

			// Who gives no number wants no answer.
			if (id !== undefined) {
				send({type: 'ok', ...re, ...fields});
			}
		} catch (error) {
			send({type: 'error', ...re, ...toErrorFields(error)});
		}
	};

	const session: Session = {
		hello: undefined,
		followers: new Map(),
		send,
		pump() {
			let hasMore = !isFull && !isClosed;

			while (hasMore) {
				hasMore = false;

				for (const follower of session.followers.values()) {
					if (isFull) {
						return;
					}

					hasMore = follower.sendNext() || hasMore;
				}
			}
		},
		close() {
			stream.destroy();
		},
	};

	const end = () => {
		if (!isClosed) {
			isClosed = true;
			onClosed(session);
		}
	};

	stream.on('drain', () => {
		isFull = false;
		session.pump();
	});
	stream.on('data', (chunk: Uint8Array) => {
		try {
			for (const frame of decoder.push(chunk)) {
				void answer(frame);
			}
		} catch (error) {
			send({type: 'error', ...toErrorFields(error)});
			stream.end();
		}
	});
	stream.on('error', () => {});
	stream.on('end', () => stream.end());
	stream.on('close', end);
	return session;
}

function toErrorFields(error: unknown): Header {
	return error instanceof TowlineError
		? {code: error.code, message: error.message, ...(error.hint === undefined ? {} : {hint: error.hint})}
		: {code: 'INTERNAL', message: toMessage(error)};
}
