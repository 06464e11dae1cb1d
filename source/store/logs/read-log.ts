import {type FileHandle, open} from 'node:fs/promises';
import type {Recorded} from '../../core/fleet/agent-event.ts';
import {type LogName, logFile} from '../paths.ts';
import {parseLogLine, positionOf} from './log-line.ts';

/** Which log to read: a run's, or without `run` the project's own. */
export type LogToRead = LogName & {readonly root: string};

const chunkBytes = 64 * 1024;
/** Reading so much on is cheaper than another jump. */
const scanBytes = 256 * 1024;
const newline = 0x0a;

/**
 * The events of a log with positions from `from` up to but not including `to`, as far as it is written now. A big log
 * is searched by halves, and no more than its longest line is held. A log that is not there has no events; torn and
 * foreign lines are left out.
 */
export async function* readLog({
	from = 0,
	to = Number.POSITIVE_INFINITY,
	...log
}: LogToRead & {readonly from?: number; readonly to?: number}): AsyncGenerator<Recorded> {
	await using file = await openLog(log);

	if (!file) {
		return;
	}

	const {size} = await file.stat();
	const start = await offsetBefore(file, size, from);

	for await (const {text} of linesFrom(file, start, size)) {
		const position = positionOf(text);

		if (position !== undefined && position >= to) {
			return;
		}

		const recorded = position !== undefined && position >= from ? parseLogLine(text, log) : undefined;

		if (recorded) {
			yield recorded;
		}
	}
}

/** The last events of a log, as many as their lines fit into `maxBytes`. */
export async function readLogTail({
	maxBytes,
	...log
}: LogToRead & {readonly maxBytes: number}): Promise<readonly Recorded[]> {
	await using file = await openLog(log);

	if (!file) {
		return [];
	}

	const {size} = await file.stat();
	const start = size - maxBytes;
	const events: Recorded[] = [];
	const lines = start > 0 ? wholeLinesAfter(file, start, size) : linesFrom(file, 0, size);

	for await (const {text} of lines) {
		const recorded = parseLogLine(text, log);

		if (recorded) {
			events.push(recorded);
		}
	}

	return events;
}

/** `undefined` when there is no such log. */
async function openLog(log: LogToRead): Promise<FileHandle | undefined> {
	try {
		return await open(logFile(log.root, log), 'r');
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
			return undefined;
		}

		throw error;
	}
}

/** The beginning of a line that is not behind `position`: little is to be read from there to reach it. */
async function offsetBefore(file: FileHandle, size: number, position: number): Promise<number> {
	let low = 0;
	let high = size;

	while (position > 0 && high - low > scanBytes) {
		const middle = Math.floor((low + high) / 2);
		const found = await firstNumbered(wholeLinesAfter(file, middle, high));

		if (found && found.position < position) {
			low = found.start;
		} else {
			high = middle;
		}
	}

	return low;
}

async function firstNumbered(lines: AsyncIterable<Line>): Promise<{start: number; position: number} | undefined> {
	for await (const {start, text} of lines) {
		const position = positionOf(text);

		if (position !== undefined) {
			return {start, position};
		}
	}

	return undefined;
}

type Line = {readonly start: number; readonly text: string};

/** The lines that begin at `start` or later: reading begins a byte before, to see whether one begins just there. */
async function* wholeLinesAfter(file: FileHandle, start: number, end: number): AsyncGenerator<Line> {
	let isPartial = true;

	for await (const line of linesFrom(file, start - 1, end)) {
		if (!isPartial) {
			yield line;
		}

		isPartial = false;
	}
}

/** The lines between two offsets, without their newlines; what follows the last newline is torn and left out. */
async function* linesFrom(file: FileHandle, start: number, end: number): AsyncGenerator<Line> {
	let lineStart = start;
	let held: Buffer[] = [];

	for (let offset = start; offset < end; ) {
		const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, end - offset));
		const {bytesRead} = await file.read(chunk, 0, chunk.length, offset);

		if (bytesRead === 0) {
			return;
		}

		const read = chunk.subarray(0, bytesRead);
		let left = 0;

		for (let cut = read.indexOf(newline); cut !== -1; cut = read.indexOf(newline, left)) {
			yield {start: lineStart, text: Buffer.concat([...held, read.subarray(left, cut)]).toString('utf8')};
			held = [];
			left = cut + 1;
			lineStart = offset + left;
		}

		held.push(read.subarray(left));
		offset += bytesRead;
	}
}
