import {beginsFrame} from './parse-frame.ts';

/**
 * Limits in characters. A line of text is emitted in pieces of `piece`. A line that may be a frame is buffered whole, up
 * to `maxFrame`.
 */
export type LineLimits = {readonly piece: number; readonly maxFrame: number};

export const lineLimits: LineLimits = {piece: 64 * 1024, maxFrame: 32 * 1024 * 1024};

/** Buffers the line that has not ended yet. */
export type LineBuffer = {
	add(text: string): void;
	/** The line has ended: emits the rest of it. */
	end(): void;
	/** Whether `end` has nothing to emit. */
	isEmpty(): boolean;
};

/** Marks where a line was cut. Because a piece begins with it, a piece of hostile text is never parsed as a frame. */
const cutMark = '…';

/** What is known about the line so far. */
type LineKind =
	/** Short: buffered whole, its kind not yet decided. */
	| 'short'
	/** Begins like a frame: buffered whole. */
	| 'frame'
	/** Text: emitted in pieces. */
	| 'text'
	/** Began like a frame but exceeds `maxFrame`: its beginning was emitted, the rest is only counted. */
	| 'truncated';

/** Buffers a line as a list of chunks, so that the cost of a long line is linear in its length. Calls `emit` for each line or piece. */
export function createLineBuffer(limits: LineLimits, emit: (line: string) => void): LineBuffer {
	let parts: string[] = [];
	let size = 0;
	let omitted = 0;
	let kind: LineKind = 'short';

	const take = () => {
		const text = parts.length === 1 ? (parts[0] ?? '') : parts.join('');
		parts = [];
		size = 0;
		return text;
	};

	const append = (text: string) => {
		parts.push(text);
		size += text.length;
	};

	const decide = () => {
		const text = take();
		append(text);
		kind = beginsFrame(text) ? 'frame' : 'text';
	};

	const truncateFrame = () => {
		const text = take();
		emit(text.slice(0, limits.piece) + cutMark);
		omitted = text.length - limits.piece;
		kind = 'truncated';
	};

	let isContinued = false;
	const emitPieces = () => {
		const text = take();
		let start = 0;

		while (text.length - start > limits.piece) {
			const end = pieceEnd(text, start + limits.piece);
			emit(`${isContinued ? cutMark : ''}${text.slice(start, end)}${cutMark}`);
			isContinued = true;
			start = end;
		}

		append(text.slice(start));
	};

	return {
		add(text) {
			if (kind === 'truncated') {
				omitted += text.length;
				return;
			}

			append(text);

			if (kind === 'short' && size > limits.piece) {
				decide();
			}

			if (kind === 'text' && size > limits.piece) {
				emitPieces();
			} else if (kind === 'frame' && size > limits.maxFrame) {
				truncateFrame();
			}
		},
		end() {
			const text = take();
			const line = text.endsWith('\r') ? text.slice(0, -1) : text;
			emit(
				kind === 'truncated'
					? `${cutMark} and ${omitted} characters more: too long to be a frame`
					: `${isContinued ? cutMark : ''}${line}`,
			);
			kind = 'short';
			omitted = 0;
			isContinued = false;
		},
		isEmpty: () => size === 0 && kind === 'short',
	};
}

/** `end`, or one less where that would split a surrogate pair. */
function pieceEnd(text: string, end: number): number {
	const last = text.charCodeAt(end - 1);
	return last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}
