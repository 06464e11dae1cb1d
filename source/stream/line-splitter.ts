import {createLineBuffer, type LineLimits, lineLimits} from './line-buffer.ts';

/** Cuts a stream of bytes into lines for `parseFrame`. Buffers at most one line of `maxFrame` characters. */
export type LineSplitter = {
	/** The lines, and pieces of too long lines, that this chunk completes, in order. */
	push(chunk: Uint8Array): readonly string[];
	/** The stream has ended: the last line, if it had no newline. */
	end(): readonly string[];
};

/**
 * Cuts PTY output into lines, at `\n` only: `node:readline` also cuts at U+2028 and U+2029, which are legal inside a
 * JSON string. A PTY turns `\n` into `\r\n`, so one trailing `\r` is dropped. Invalid UTF-8 becomes U+FFFD.
 */
export function createLineSplitter(limits: LineLimits = lineLimits): LineSplitter {
	const decoder = new TextDecoder('utf-8', {ignoreBOM: true});
	let lines: string[] = [];
	const buffer = createLineBuffer(limits, line => lines.push(line));

	const read = (text: string) => {
		let start = 0;

		for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
			buffer.add(text.slice(start, end));
			buffer.end();
			start = end + 1;
		}

		if (start < text.length) {
			buffer.add(start === 0 ? text : text.slice(start));
		}
	};

	const takeLines = () => {
		const taken = lines;
		lines = [];
		return taken;
	};

	return {
		push(chunk) {
			read(decoder.decode(chunk, {stream: true}));
			return takeLines();
		},
		end() {
			read(decoder.decode());

			if (!buffer.isEmpty()) {
				buffer.end();
			}

			return takeLines();
		},
	};
}
