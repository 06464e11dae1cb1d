import pino from 'pino';
import type {Recorded} from '../../core/fleet/agent-event.ts';
import {openOwnFile, prepareOwnFolder} from '../../files/own-files.ts';
import {databaseFolder, supervisorLogFile} from '../../store/paths.ts';

/** The supervisor's own log, `.towline/supervisor.log`: JSON lines, for debugging Towline itself. */
export type SupervisorLog = {
	readonly info: (text: string) => void;
	/** Logs an unexpected error with its stack trace. */
	readonly fault: (error: unknown) => void;
	/** Writes recorded facts, one a line, when `TOWLINE_DEBUG` is set; otherwise nothing. */
	readonly facts: (batch: readonly Recorded[]) => void;
};

/**
 * Writes synchronously: there are few lines, and the last ones before a crash matter most. Throws `FILE_UNSAFE` if the file or
 * its folder is a link.
 */
export function createSupervisorLog(root: string, env: NodeJS.ProcessEnv): SupervisorLog {
	const file = pino.destination({dest: openLog(root), sync: true});
	// A full disk is reported elsewhere; a failed log write must not end the supervisor.
	file.on('error', () => {});
	const level = env.TOWLINE_DEBUG ? 'debug' : 'info';
	const logger = pino({level, base: {pid: process.pid}, timestamp: pino.stdTimeFunctions.isoTime}, file);
	return {
		info: text => ignoreErrors(() => logger.info(text)),
		fault: error => ignoreErrors(() => logger.error(error instanceof Error ? error : {error})),
		facts(batch) {
			if (env.TOWLINE_DEBUG) {
				ignoreErrors(() => writeFacts(logger, batch));
			}
		},
	};
}

function openLog(root: string): number {
	prepareOwnFolder(databaseFolder(root));
	return openOwnFile(supervisorLogFile(root), 'a');
}

/** Text events stay out: they are many, and the run's own log has them. */
function writeFacts(logger: pino.Logger, batch: readonly Recorded[]): void {
	for (const {seq, agent, run, event} of batch) {
		if (seq !== undefined) {
			logger.debug({seq, agent, run, event}, event.type);
		}
	}
}

function ignoreErrors(write: () => void): void {
	try {
		write();
	} catch {
		// A line that cannot be written is dropped.
	}
}
