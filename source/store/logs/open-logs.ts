import {closeSync, fstatSync, ftruncateSync, mkdirSync, openSync} from 'node:fs';
import path from 'node:path';
import {wholeLinesEnd} from './lines-backward.ts';

/** A log that is held open for appending, and where it ends. */
export type OpenLog = {readonly file: string; readonly fd: number; size: number};

/** The logs that are held open, opened when first asked for. */
export type OpenLogs = {
	/** Throws the file's error. */
	of(file: string): OpenLog;
	/** Harmless when it is not open. */
	close(file: string): void;
	all(): readonly OpenLog[];
};

/** Logs held open at once; more live runs than this take turns. */
const openAtMost = 128;

export function createOpenLogs(): OpenLogs {
	/** Least recently used first. */
	const open = new Map<string, OpenLog>();

	const close = (file: string) => {
		const log = open.get(file);

		if (log) {
			open.delete(file);
			closeSync(log.fd);
		}
	};

	return {
		of(file) {
			const log = open.get(file) ?? openLog(file);
			open.delete(file);
			open.set(file, log);
			const [oldest] = open.keys();

			if (oldest !== undefined && open.size > openAtMost) {
				close(oldest);
			}

			return log;
		},
		close,
		all: () => [...open.values()],
	};
}

/** Opens a log, or makes it; the torn last line of a crash is cut off. Throws the file's error. */
export function openLog(file: string): OpenLog {
	mkdirSync(path.dirname(file), {recursive: true, mode: 0o700});
	const fd = openSync(file, 'a+', 0o600);

	try {
		const {size} = fstatSync(fd);
		const whole = wholeLinesEnd(fd, size);

		if (whole < size) {
			ftruncateSync(fd, whole);
		}

		return {file, fd, size: whole};
	} catch (error) {
		closeSync(fd);
		throw error;
	}
}
