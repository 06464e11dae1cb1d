import {closeSync, fstatSync, openSync} from 'node:fs';
import type {RecordedFact} from '../../core/fleet/agent-event.ts';
import {isRecordedFact} from '../../core/fleet/event-kinds.ts';
import {type LogName, logFile} from '../paths.ts';
import {linesBackward} from './lines-backward.ts';
import {type LogFile, listLogs} from './log-files.ts';
import {isFactLine, parseLogLine, positionOf} from './log-line.ts';

/** Clocks of files and of facts are not quite the same. */
const clockSlackMs = 60_000;

/** The last fact that the database has; `{seq: 0, at: 0}` for a new one, to which all logs are news. */
export type LastStored = {readonly seq: number; readonly at: number};

/**
 * Facts that are in the logs and not in the database, in order of `seq`: a crash came between the two. Logs that were
 * not written to since the last stored fact cannot hold one, and of the others only the end is read.
 *
 * What the crash kept from both was published to nobody; its `seq` stays unused.
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

/** A run's facts have increasing numbers, so the first known one from the end on is where to stop. */
function* factsAfter({file, name}: LogFile, seq: number): Generator<RecordedFact> {
	const fd = openSync(file, 'r');

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

/** Where a log goes on after its last whole line; 0 for one that is not there. */
export function nextPositionInLog(root: string, name: LogName): number {
	let fd: number;

	try {
		fd = openSync(logFile(root, name), 'r');
	} catch {
		return 0;
	}

	try {
		for (const line of linesBackward(fd, fstatSync(fd).size)) {
			const position = positionOf(line);

			if (position !== undefined) {
				return position + 1;
			}
		}

		return 0;
	} finally {
		closeSync(fd);
	}
}
