import pino from 'pino';
import {supervisorLogFile} from '../store/paths.ts';

/** The supervisor's own log, `.towline/supervisor.log`: JSON lines for whoever looks for a fault of ours. */
export type SupervisorLog = {
	readonly say: (text: string) => void;
	/** Something that nobody foresaw, with its stack. */
	readonly fault: (error: unknown) => void;
};

/** Its lines are few, so each is written at once: the last words before a crash are the ones that are looked for. */
export function createSupervisorLog(root: string): SupervisorLog {
	const logger = pino(
		{base: {pid: process.pid}, timestamp: pino.stdTimeFunctions.isoTime},
		pino.destination({dest: supervisorLogFile(root), append: true, sync: true, mkdir: true}),
	);
	return {
		say: text => logger.info(text),
		fault: error => logger.error(error instanceof Error ? error : {error}),
	};
}
