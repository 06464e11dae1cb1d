import {setTimeout as delay} from 'node:timers/promises';

/** Delays that imitate a real model. Every wait throws an `AbortError` when the turn is interrupted. */
export type Pace = {
	/** How many times faster than a real agent; 1 is real speed. */
	readonly speed: number;
	/** Waits `ms` divided by the speed. */
	wait(ms: number, signal: AbortSignal): Promise<void>;
	/** The delay between two pieces of text: 20 to 60 ms divided by the speed. */
	betweenPieces(signal: AbortSignal): Promise<void>;
};

/** `speed` is the text of an environment variable; anything but a positive number means 1. */
export function createPace(speed: string | undefined): Pace {
	const factor = Number(speed) > 0 ? Number(speed) : 1;
	const wait = async (ms: number, signal: AbortSignal) => {
		await delay(ms / factor, undefined, {signal});
	};

	return {speed: factor, wait, betweenPieces: signal => wait(20 + Math.random() * 40, signal)};
}

/** Splits text like a model's stream: one or two words per piece. */
export function toPieces(text: string): string[] {
	return text.match(/(?:\S+\s*){1,2}|\s+/g) ?? [];
}

/** Splits the JSON of a tool's input into pieces of 24 characters. */
export function toJsonPieces(input: unknown): string[] {
	return JSON.stringify(input).match(/[\s\S]{1,24}/g) ?? [];
}
