import {setTimeout as delay} from 'node:timers/promises';

/** How fast the agent goes. Every wait ends with an `AbortError` when the turn is interrupted. */
export type Pace = {
	/** How many times faster than a real agent. */
	readonly speed: number;
	/** As long as it would take a real agent. */
	wait(ms: number, signal: AbortSignal): Promise<void>;
	/** Between two pieces of text: 20 to 60 ms. */
	betweenPieces(signal: AbortSignal): Promise<void>;
};

/** `speed` as text, as an environment gives it; what is no positive number means 1. */
export function createPace(speed: string | undefined): Pace {
	const factor = Number(speed) > 0 ? Number(speed) : 1;
	const wait = async (ms: number, signal: AbortSignal) => {
		await delay(ms / factor, undefined, {signal});
	};

	return {speed: factor, wait, betweenPieces: signal => wait(20 + Math.random() * 40, signal)};
}

/** Text as a model streams it: a word or two a piece. */
export function toPieces(text: string): string[] {
	return text.match(/(?:\S+\s*){1,2}|\s+/g) ?? [];
}

/** The JSON of a tool's input as it is streamed, without regard for words. */
export function toJsonPieces(input: unknown): string[] {
	return JSON.stringify(input).match(/[\s\S]{1,24}/g) ?? [];
}
