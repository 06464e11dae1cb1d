import {closeSync, fstatSync, ftruncateSync, readSync, writeSync} from 'node:fs';
import type {Recorded} from '../../core/fleet/agent-event.ts';
import {inodeOf} from '../inode.ts';
import {type LogName, logFile} from '../paths.ts';
import {toLogLine} from './log-line.ts';
import {createOpenLogs, type OpenLog, openLog} from './open-logs.ts';

/** Takes a batch out of the logs again. */
export type Undo = () => void;

/** The append-only logs of a project: one file a run, and the project's own. */
export type RunLogs = {
	/** Appends each event to its log, one write a log. Throws the file's error, and then nothing of the batch is there. */
	append(batch: readonly Recorded[]): Undo;
	/** Writes what is open anew where somebody deleted its file; says how many. */
	restore(): number;
	close(name: LogName): void;
	closeAll(): void;
};

/** Logs are opened when first written to; a torn last line of a crash is cut off then. */
export function createRunLogs(root: string): RunLogs {
	const open = createOpenLogs();

	/** Where cutting fails, the lines stay, and reading by position and `seq` sees them once. */
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
		append(batch) {
			const before = new Map<string, number>();
			const undo = () => {
				for (const [file, size] of before) {
					cut(file, size);
				}
			};

			try {
				for (const [file, text] of linesByFile(root, batch)) {
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
				copyAnew(log);
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

function linesByFile(root: string, batch: readonly Recorded[]): ReadonlyMap<string, string> {
	const lines = new Map<string, string>();

	for (const recorded of batch) {
		const file = logFile(root, recorded);
		lines.set(file, (lines.get(file) ?? '') + toLogLine(recorded));
	}

	return lines;
}

/** From what is still open; in pieces, since a log can be large. A file that has the place by now is newer, and stays. */
function copyAnew({file, fd, size}: OpenLog): void {
	if (inodeOf(file) !== undefined) {
		return;
	}

	const piece = Buffer.alloc(1024 * 1024);
	const anew = openLog(file);

	try {
		for (let position = 0; position < size; ) {
			const read = readSync(fd, piece, 0, Math.min(piece.length, size - position), position);
			writeSync(anew.fd, piece, 0, read);
			position += read;
		}
	} finally {
		closeSync(anew.fd);
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
