import type {HolderRun} from '../process/holder-run.ts';
import type {Header} from '../protocol/frame-codec.ts';

/** So much of a spool is read and sent at once. */
const pieceBytes = 64 * 1024;

/** Sends a message. Answers whether there is room for more: what is sent all the same is kept in memory. */
export type Send = (header: Header, payload?: Uint8Array) => boolean;

/** A client's place in the spool of one run. */
export type Follower = {
	/** Sends one more piece, or the exit behind the last one. Answers whether there is more to send now. */
	sendNext(): boolean;
};

/** `offset` is where it goes on. */
export function createFollower(held: HolderRun, offset: number, send: Send): Follower {
	let position = offset;
	let hasToldExit = false;

	const sendPiece = () => {
		const piece = Buffer.allocUnsafe(Math.min(pieceBytes, held.spool.size - position));
		const count = held.spool.read(position, piece);

		if (count > 0) {
			send({type: 'output', run: held.run, offset: position}, piece.subarray(0, count));
			position += count;
		} else {
			// Somebody has cut the file: what was there is gone. The next piece says its offset, so the client sees the gap.
			position = held.spool.size;
		}
	};

	return {
		sendNext() {
			if (position < held.spool.size) {
				sendPiece();
			} else if (held.exit && !hasToldExit) {
				hasToldExit = true;
				send({type: 'exit', run: held.run, size: held.spool.size, ...held.exit});
			}

			return position < held.spool.size || (held.exit !== undefined && !hasToldExit);
		},
	};
}
