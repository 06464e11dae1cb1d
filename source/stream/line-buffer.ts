import {beginsFrame} from './parse-frame.ts';

/** In characters. A line that is no frame comes in pieces of `piece`; one that may be a frame is held up to `maxFrame`. */
export type LineLimits = {readonly piece: number; readonly maxFrame: number};

export const lineLimits: LineLimits = {piece: 64 * 1024, maxFrame: 32 * 1024 * 1024};

/** The line that has not ended yet. What must not be held any longer goes to `give`. */
export type LineBuffer = {
	add(text: string): void;
	/** The line has ended; gives what is left of it. */
	end(): void;
	/** Whether there is anything that `end` would give. */
	isEmpty(): boolean;
};

/** Marks where a line was cut. It also keeps a piece of hostile text from being read as a frame of its own. */
const cutMark = '…';

/** What is known of a line. */
type Fate =
	/** Short so far: held whole, nobody has looked. */
	| 'short'
	/** Begins as a frame does: held whole. */
	| 'frame'
	/** Text: given out in pieces. */
	| 'text'
	/** Began as a frame but grew beyond any: its beginning was given, the rest is only counted. */
	| 'given-up';

/** Holds one line in the parts it came in, so that a long one costs no more than its length. */
export function createLineBuffer(limits: LineLimits, give: (line: string) => void): LineBuffer {
	let parts: string[] = [];
	let size = 0;
	let leftOut = 0;
	let fate: Fate = 'short';

	const take = () => {
		const text = parts.length === 1 ? (parts[0] ?? '') : parts.join('');
		parts = [];
		size = 0;
		return text;
	};

	const keep = (text: string) => {
		parts.push(text);
		size += text.length;
	};

	const decide = () => {
		const text = take();
		keep(text);
		fate = beginsFrame(text) ? 'frame' : 'text';
	};

	const giveUp = () => {
		const text = take();
		give(text.slice(0, limits.piece) + cutMark);
		leftOut = text.length - limits.piece;
		fate = 'given-up';
	};

	let isContinued = false;
	const givePieces = () => {
		const text = take();
		let start = 0;

		while (text.length - start > limits.piece) {
			const end = pieceEnd(text, start + limits.piece);
			give(`${isContinued ? cutMark : ''}${text.slice(start, end)}${cutMark}`);
			isContinued = true;
			start = end;
		}

		keep(text.slice(start));
	};

	return {
		add(text) {
			if (fate === 'given-up') {
				leftOut += text.length;
				return;
			}

			keep(text);

			if (fate === 'short' && size > limits.piece) {
				decide();
			}

			if (fate === 'text' && size > limits.piece) {
				givePieces();
			} else if (fate === 'frame' && size > limits.maxFrame) {
				giveUp();
			}
		},
		end() {
			const text = take();
			const line = text.endsWith('\r') ? text.slice(0, -1) : text;
			give(
				fate === 'given-up'
					? `${cutMark} and ${leftOut} characters more: too long to be a frame`
					: `${isContinued ? cutMark : ''}${line}`,
			);
			fate = 'short';
			leftOut = 0;
			isContinued = false;
		},
		isEmpty: () => size === 0 && fate === 'short',
	};
}

/** Not between the halves of a character. */
function pieceEnd(text: string, end: number): number {
	const last = text.charCodeAt(end - 1);
	return last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}
