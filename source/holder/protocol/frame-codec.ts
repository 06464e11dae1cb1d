import {TowlineError} from '../../core/errors.ts';

/** The part of a message that is JSON: its type, numbers and short texts. */
export type Header = Readonly<Record<string, unknown>>;

/** One message of the protocol: a JSON header, and bytes that need no escaping. */
export type Frame = {readonly header: Header; readonly payload: Uint8Array};

/** A start message carries an environment and arguments; no kernel takes more than 2 MB of them. */
const longestHeaderBytes = 8 * 1024 * 1024;
const longestPayloadBytes = 4 * 1024 * 1024;
/** The two lengths in front of each frame, each 4 bytes, big endian: of the header and of the payload. */
const prefixBytes = 8;

const noPayload = new Uint8Array(0);

/** The bytes before the payload: both lengths, and the header as UTF-8. */
export function encodeHead(header: Header, payloadBytes: number): Buffer {
	const json = Buffer.from(JSON.stringify(header), 'utf8');
	const head = Buffer.allocUnsafe(prefixBytes + json.length);
	head.writeUInt32BE(json.length, 0);
	head.writeUInt32BE(payloadBytes, 4);
	json.copy(head, prefixBytes);
	return head;
}

/** A whole frame. */
export function encodeFrame(header: Header, payload: Uint8Array = noPayload): Buffer {
	return Buffer.concat([encodeHead(header, payload.length), payload]);
}

/** Cuts a stream of bytes into frames, however it is split. */
export type FrameDecoder = {
	/** The frames that this chunk completes. Throws `HOLDER_PROTOCOL` for bytes that are no frames; the stream is of no use then. */
	push(chunk: Uint8Array): readonly Frame[];
};

export function createFrameDecoder(): FrameDecoder {
	let parts: Uint8Array[] = [];
	let size = 0;
	/** The bytes of the next frame, once its lengths are known. */
	let wanted = prefixBytes;

	const join = (): Buffer => {
		const all = Buffer.concat(parts, size);
		parts = [];
		size = 0;
		return all;
	};

	return {
		push(chunk) {
			parts.push(chunk);
			size += chunk.length;

			if (size < wanted) {
				return [];
			}

			const bytes = join();
			const frames: Frame[] = [];
			let start = 0;

			for (;;) {
				wanted = lengthOf(bytes.subarray(start));

				if (bytes.length - start < wanted) {
					break;
				}

				frames.push(decode(bytes.subarray(start, start + wanted)));
				start += wanted;
			}

			if (start < bytes.length) {
				parts.push(bytes.subarray(start));
				size = bytes.length - start;
			}

			return frames;
		},
	};
}

/** Of a whole frame that begins here; of its lengths alone while those are not all there. */
function lengthOf(bytes: Buffer): number {
	if (bytes.length < prefixBytes) {
		return prefixBytes;
	}

	const headerBytes = bytes.readUInt32BE(0);
	const payloadBytes = bytes.readUInt32BE(4);

	if (headerBytes > longestHeaderBytes || payloadBytes > longestPayloadBytes) {
		throw new TowlineError('HOLDER_PROTOCOL', `A frame of ${headerBytes} and ${payloadBytes} bytes is too long.`);
	}

	return prefixBytes + headerBytes + payloadBytes;
}

function decode(frame: Buffer): Frame {
	const headerEnd = prefixBytes + frame.readUInt32BE(0);
	return {header: parseHeader(frame.toString('utf8', prefixBytes, headerEnd)), payload: frame.subarray(headerEnd)};
}

function parseHeader(text: string): Header {
	let parsed: unknown;

	try {
		parsed = JSON.parse(text);
	} catch (error) {
		throw new TowlineError('HOLDER_PROTOCOL', 'A frame has a header that is not JSON.', {cause: error});
	}

	if (!isHeader(parsed)) {
		throw new TowlineError('HOLDER_PROTOCOL', 'A frame has a header that is not a JSON object.');
	}

	return parsed;
}

function isHeader(value: unknown): value is Header {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
