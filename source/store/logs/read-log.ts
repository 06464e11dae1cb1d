import {constants, type FileHandle, open} from 'node:fs/promises';
import type {Recorded, RunEvent} from '../../core/fleet/agent-event.ts';
import type {EpochMs} from '../../core/ids.ts';
import {type LogName, logFile} from '../paths.ts';
import {isIntact, parseLogLine, positionOf} from './log-line.ts';

/** Which log to read: that of a run, or without `run` that of the project. */
export type LogToRead = LogName & {readonly root: string};

/** Neither follows a link nor waits for the writer of a FIFO. */
const readSafely = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const chunkBytes = 64 * 1024;
/** Below this distance, in bytes, the search reads on instead of halving. */
const scanBytes = 256 * 1024;
const newline = 0x0a;

/**
 * The events of a log with positions from `from` up to, not including, `to`, as far as written now. Finds the start by
 * binary search and buffers at most one line. A missing log has no events. Skips an incomplete last line and lines that
 * Towline did not write; a remark stands for a damaged line.
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

	let last = {position: from - 1, at: 0 as EpochMs};

	for await (const {text} of linesFrom(file, start, size)) {
		const position = positionOf(text);

		if (position !== undefined && position < from) {
			continue;
		}

		const recorded = isIntact(text) ? parseLogLine(text, log) : toRemark(last, log);

		if (recorded && recorded.position >= to) {
			return;
		}

		if (recorded) {
			last = recorded;
			yield recorded;
		}
	}
}

/** Stands for a line that is damaged on the disk, so that a reader is told where something is missing. */
function toRemark({position, at}: Pick<Recorded, 'position' | 'at'>, {agent, run}: LogName): Recorded {
	return {
		position: position + 1,
		at,
		...(agent === undefined ? {} : {agent}),
		...(run === undefined ? {} : {run}),
		event: {type: 'remark-made', level: 'warning', text: 'A line of this log is damaged on the disk and left out.'},
	};
}

/** Every event of one run. */
export async function* readRunLog(log: LogToRead): AsyncGenerator<Recorded<RunEvent>> {
	for await (const recorded of readLog(log)) {
		if (isOfRun(recorded)) {
			yield recorded;
		}
	}
}

function isOfRun(recorded: Recorded): recorded is Recorded<RunEvent> {
	return recorded.run !== undefined;
}

/** The events in the last `maxBytes` bytes of a log. */
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

/** `undefined` if the log does not exist. */
async function openLog(log: LogToRead): Promise<FileHandle | undefined> {
	try {
		return await open(logFile(log.root, log), readSafely);
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
			return undefined;
		}

		throw error;
	}
}

/** The offset of a line at or before `position`, at most about `scanBytes` before it. */
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
		const position = isIntact(text) ? positionOf(text) : undefined;

		if (position !== undefined) {
			return {start, position};
		}
	}

	return undefined;
}

type Line = {readonly start: number; readonly text: string};

/** The lines that begin at `start` or later. Reads from one byte before, to see whether a line begins at `start`. */
async function* wholeLinesAfter(file: FileHandle, start: number, end: number): AsyncGenerator<Line> {
	let isPartial = true;

	for await (const line of linesFrom(file, start - 1, end)) {
		if (!isPartial) {
			yield line;
		}

		isPartial = false;
	}
}

/** The lines between two offsets, without newlines. Text after the last newline is skipped. */
async function* linesFrom(file: FileHandle, start: number, end: number): AsyncGenerator<Line> {
	let lineStart = start;
	let buffered: Buffer[] = [];

	for (let offset = start; offset < end; ) {
		const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, end - offset));
		const {bytesRead} = await file.read(chunk, 0, chunk.length, offset);

		if (bytesRead === 0) {
			return;
		}

		const read = chunk.subarray(0, bytesRead);
		let left = 0;

		for (let cut = read.indexOf(newline); cut !== -1; cut = read.indexOf(newline, left)) {
			yield {start: lineStart, text: Buffer.concat([...buffered, read.subarray(left, cut)]).toString('utf8')};
			buffered = [];
			left = cut + 1;
			lineStart = offset + left;
		}

		buffered.push(read.subarray(left));
		offset += bytesRead;
	}
}
