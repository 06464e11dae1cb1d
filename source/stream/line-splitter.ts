import {createLineBuffer, type LineLimits, lineLimits} from './line-buffer.ts';

/** Cuts a stream of bytes into lines, ready for `parseFrame`. Bounded: it never holds more than one line of `maxFrame`. */
export type LineSplitter = {
	/** The lines, and pieces of over-long lines, that this chunk completes, in order. */
	push(chunk: Uint8Array): readonly string[];
	/** The stream has ended: what was held without a newline. */
	end(): readonly string[];
};

/**
 * Cuts PTY output into lines, at `\n` only: `node:readline` also cuts at U+2028 and U+2029, which are legal inside a
 * JSON string. A PTY turns `\n` into `\r\n`, so one trailing `\r` is dropped. Bytes that are no UTF-8 become U+FFFD.
 */
export function createLineSplitter(limits: LineLimits = lineLimits): LineSplitter {
	const decoder = new TextDecoder('utf-8', {ignoreBOM: true});
	let lines: string[] = [];
	const held = createLineBuffer(limits, line => lines.push(line));

	const read = (text: string) => {
		let start = 0;

		for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
			held.add(text.slice(start, end));
			held.end();
			start = end + 1;
		}

		if (start < text.length) {
			held.add(start === 0 ? text : text.slice(start));
		}
	};

	const taken = () => {
		const given = lines;
		lines = [];
		return given;
	};

	return {
		push(chunk) {
			read(decoder.decode(chunk, {stream: true}));
			return taken();
		},
		end() {
			read(decoder.decode());

			if (!held.isEmpty()) {
				held.end();
			}

			return taken();
		},
	};
}
