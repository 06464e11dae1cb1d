import {type MouseEvent, readMouse} from '../keys/mouse-event.ts';

/**
 * Calls back for each report of the mouse. Ink drops reports, so they are taken from what Ink reads: nothing else is read,
 * also not while another program has the terminal. Returns a function that ends it.
 */
export function listenToMouse(stdin: NodeJS.ReadableStream, onEvent: (event: MouseEvent) => void): () => void {
	const {read} = stdin;
	let rest = '';

	stdin.read = size => {
		const chunk: string | Buffer | null = read.call(stdin, size);

		if (chunk !== null) {
			const found = readMouse(rest + chunk.toString());
			rest = found.rest;

			for (const event of found.events) {
				// After Ink has handled the keys of the same chunk.
				queueMicrotask(() => onEvent(event));
			}
		}

		return chunk;
	};

	return () => {
		stdin.read = read;
	};
}
