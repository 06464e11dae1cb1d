import pino from 'pino';
import type {Recorded} from '../../core/fleet/agent-event.ts';
import {supervisorLogFile} from '../../store/paths.ts';

/** The supervisor's own log, `.towline/supervisor.log`: JSON lines for whoever looks for a fault of ours. */
export type SupervisorLog = {
	readonly say: (text: string) => void;
	/** Something that nobody foresaw, with its stack. */
	readonly fault: (error: unknown) => void;
	/** Writes recorded facts, one a line, when `TOWLINE_DEBUG` is set; otherwise nothing. */
	readonly facts: (batch: readonly Recorded[]) => void;
};

/** Its lines are few, so each is written at once: the last words before a crash are the ones that are looked for. */
export function createSupervisorLog(root: string, env: NodeJS.ProcessEnv): SupervisorLog {
	const file = pino.destination({dest: supervisorLogFile(root), append: true, sync: true, mkdir: true});
	// A full disk is told to everybody in other ways; it must not end the supervisor by what it has to say of it.
	file.on('error', () => {});
	const level = env.TOWLINE_DEBUG ? 'debug' : 'info';
	const logger = pino({level, base: {pid: process.pid}, timestamp: pino.stdTimeFunctions.isoTime}, file);
	return {
		say: text => unlessFull(() => logger.info(text)),
		fault: error => unlessFull(() => logger.error(error instanceof Error ? error : {error})),
		facts(batch) {
			if (env.TOWLINE_DEBUG) {
				unlessFull(() => writeFacts(logger, batch));
			}
		},
	};
}

/** Text events stay out: they are many, and the run's own log has them. */
function writeFacts(logger: pino.Logger, batch: readonly Recorded[]): void {
	for (const {seq, agent, run, event} of batch) {
		if (seq !== undefined) {
			logger.debug({seq, agent, run, event}, event.type);
		}
	}
}

function unlessFull(write: () => void): void {
	try {
		write();
	} catch {
		// What cannot be written down is not worth dying for.
	}
}
