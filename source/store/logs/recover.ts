import {closeSync, fstatSync} from 'node:fs';
import type {RecordedFact} from '../../core/fleet/agent-event.ts';
import {isRecordedFact} from '../../core/fleet/event-kinds.ts';
import {openOwnFile} from '../../files/own-files.ts';
import {type LogName, logFile} from '../paths.ts';
import type {SpoolCursor} from '../store.ts';
import {linesBackward} from './lines-backward.ts';
import {type LogFile, listLogs} from './log-files.ts';
import {isFactLine, isIntact, parseLogLine, positionOf, spoolCursorOf} from './log-line.ts';

/** Tolerance, because file times and fact times come from different clocks. */
const clockSlackMs = 60_000;

/** The last fact in the database; `{seq: 0, at: 0}` for a new one, so that all logs are read. */
export type LastStored = {readonly seq: number; readonly at: number};

/**
 * Facts that are in the logs but not in the database, because of a crash between the two writes, in order of `seq`. Skips
 * logs last written before the last stored fact, and reads only the end of the others.
 *
 * A fact that the crash lost from both was never published; its `seq` stays unused.
 */
export function findUnstored(root: string, last: LastStored): readonly RecordedFact[] {
	const facts = new Map<number, RecordedFact>();

	for (const log of listLogs(root)) {
		if (log.modifiedAtMs >= last.at - clockSlackMs) {
			for (const fact of factsAfter(log, last.seq)) {
				facts.set(fact.seq, fact);
			}
		}
	}

	return [...facts.values()].sort((a, b) => a.seq - b.seq);
}

/** Reads backward and stops at the first stored fact: the `seq` of facts increases within a log. */
function* factsAfter({file, name}: LogFile, seq: number): Generator<RecordedFact> {
	const fd = openOwnFile(file, 'r');

	try {
		for (const line of linesBackward(fd, fstatSync(fd).size)) {
			const recorded = isFactLine(line) ? parseLogLine(line, name) : undefined;

			if (recorded && isRecordedFact(recorded)) {
				if (recorded.seq <= seq) {
					return;
				}

				yield recorded;
			}
		}
	} finally {
		closeSync(fd);
	}
}

/** The next position in a log; 0 if it does not exist. */
export function nextPositionInLog(root: string, name: LogName): number {
	const last = findLast(root, name, positionOf);
	return last === undefined ? 0 : last + 1;
}

/** How far the events in a run's log reach into its spool; `undefined` for a log without any. */
export function spoolCursorInLog(root: string, name: LogName): SpoolCursor | undefined {
	return findLast(root, name, spoolCursorOf);
}

/** What is read from the last line of a log that has it. */
function findLast<Found>(root: string, name: LogName, read: (line: string) => Found | undefined): Found | undefined {
	let fd: number;

	try {
		fd = openOwnFile(logFile(root, name), 'r');
	} catch {
		return undefined;
	}

	try {
		for (const line of linesBackward(fd, fstatSync(fd).size)) {
			const found = isIntact(line) ? read(line) : undefined;

			if (found !== undefined) {
				return found;
			}
		}

		return undefined;
	} finally {
		closeSync(fd);
	}
}
