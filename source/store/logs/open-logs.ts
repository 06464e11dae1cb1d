import {closeSync, fstatSync, ftruncateSync} from 'node:fs';
import path from 'node:path';
import {openOwnFile, prepareOwnFolder} from '../../files/own-files.ts';
import {wholeLinesEnd} from './lines-backward.ts';

/** A log that is open for appending; `size` is where it ends, in bytes. */
export type OpenLog = {readonly file: string; readonly fd: number; size: number};

/** A cache of open logs. */
export type OpenLogs = {
	/** The open log of a path; opens it if necessary. Throws the file's error. */
	of(file: string): OpenLog;
	/** Does nothing if it is not open. */
	close(file: string): void;
	all(): readonly OpenLog[];
};

/** Above this number, the least recently used log is closed. */
const maxOpenLogs = 128;

/** Makes an empty cache. */
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

			if (oldest !== undefined && open.size > maxOpenLogs) {
				close(oldest);
			}

			return log;
		},
		close,
		all: () => [...open.values()],
	};
}

/** Opens a log, creates it if necessary, and cuts off an incomplete last line, which a crash leaves. Throws the file's error. */
export function openLog(file: string): OpenLog {
	prepareOwnFolder(path.dirname(file));
	const fd = openOwnFile(file, 'a+');

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
