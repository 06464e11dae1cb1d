import {closeSync, fstatSync, ftruncateSync, readSync, writeSync} from 'node:fs';
import type {Recorded} from '../../core/fleet/agent-event.ts';
import {inodeOf} from '../database-folder.ts';
import {type LogName, logFile} from '../paths.ts';
import type {SpoolCursors} from '../store.ts';
import {toLogLine} from './log-line.ts';
import {createOpenLogs, type OpenLog, openLog} from './open-logs.ts';

/** Removes an appended batch from the logs. */
export type Undo = () => void;

/** The append-only logs of a project: one for each run, and the project's log. */
export type RunLogs = {
	/** Appends each event to its log, with one write per log. On failure removes the batch and throws the file's error. */
	append(batch: readonly Recorded[], cursors?: SpoolCursors): Undo;
	/** Writes again the open logs whose files somebody deleted. Returns how many. */
	restore(): number;
	close(name: LogName): void;
	closeAll(): void;
};

/** Opens a log at its first write; an incomplete last line is cut off then. */
export function createRunLogs(root: string): RunLogs {
	const open = createOpenLogs();

	/** If truncating fails the lines stay; readers skip the duplicates by position and `seq`. */
	function cut(file: string, size: number): void {
		try {
			const log = open.of(file);
			ftruncateSync(log.fd, size);
			log.size = size;
		} catch {
			open.close(file);
		}
	}

	return {
		append(batch, cursors) {
			const before = new Map<string, number>();
			const undo = () => {
				for (const [file, size] of before) {
					cut(file, size);
				}
			};

			try {
				for (const [file, text] of linesByFile(root, batch, cursors)) {
					const log = open.of(file);
					before.set(file, log.size);
					log.size += writeAll(log.fd, text);
				}
			} catch (error) {
				undo();
				throw error;
			}

			return undo;
		},
		restore() {
			const gone = open.all().filter(({file, fd}) => inodeOf(file) !== fstatSync(fd).ino);

			for (const log of gone) {
				recreateLog(log);
				open.close(log.file);
			}

			return gone.length;
		},
		close: name => open.close(logFile(root, name)),
		closeAll() {
			for (const {file} of open.all()) {
				open.close(file);
			}
		},
	};
}

function linesByFile(root: string, batch: readonly Recorded[], cursors?: SpoolCursors): ReadonlyMap<string, string> {
	const lines = new Map<string, string>();

	for (const recorded of batch) {
		const file = logFile(root, recorded);
		lines.set(file, (lines.get(file) ?? '') + toLogLine(recorded, cursors?.get(recorded)));
	}

	return lines;
}

/** Copies the log from its open descriptor, in pieces because it may be large. Does nothing if a new file is at the path. */
function recreateLog({file, fd, size}: OpenLog): void {
	if (inodeOf(file) !== undefined) {
		return;
	}

	const piece = Buffer.alloc(1024 * 1024);
	const recreated = openLog(file);

	try {
		for (let position = 0; position < size; ) {
			const read = readSync(fd, piece, 0, Math.min(piece.length, size - position), position);
			writeSync(recreated.fd, piece, 0, read);
			position += read;
		}
	} finally {
		closeSync(recreated.fd);
	}
}

function writeAll(fd: number, text: string): number {
	const bytes = Buffer.from(text, 'utf8');
	let written = 0;

	while (written < bytes.length) {
		written += writeSync(fd, bytes, written);
	}

	return written;
}
