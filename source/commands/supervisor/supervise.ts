import {existsSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {removeDeadSockets} from '../../api/bound-socket.ts';
import type {StartMessage} from '../../api/launch-supervisor.ts';
import {type ApiServer, createServer} from '../../api/server.ts';
import {socketPathOf} from '../../api/socket-path.ts';
import {findSupervisor, removeSupervisorRecord, writeSupervisorRecord} from '../../api/supervisor-record.ts';
import {TowlineError, toMessage} from '../../core/errors.ts';
import type {EpochMs} from '../../core/ids.ts';
import {createMark} from '../../files/folder-mark.ts';
import type {ProjectConfig} from '../../project/config/config.ts';
import {findProject} from '../../project/find-project.ts';
import {requireOwnState, requireTrust} from '../../project/trust/check-trust.ts';
import {prepareDatabaseFolder} from '../../store/database-folder.ts';
import {databaseFolder} from '../../store/paths.ts';
import type {Supervisor} from '../../supervisor/supervisor.ts';
import {toFailure} from '../failure.ts';
import {type CommandHandler, requiredArgument} from '../invocation.ts';
import {readProjectConfig} from '../read/fleet-without-supervisor.ts';
import {version} from '../version.ts';
import {rememberProject} from './known-projects.ts';
import {createSupervisorLog, type SupervisorLog} from './supervisor-log.ts';
import {wireSupervisor} from './wire-supervisor.ts';

/** How often a service retries while another supervisor owns the project. */
const busyRetryMs = 2000;
const handedOver = 'handed over to the next supervisor';
/** systemd starts a service again that exits with this. */
const handedOverExitCode = 1;
/** A supervisor without clients and work exits after this time. */
const idleLimitMs = 10 * 60_000;
const idleCheckMs = 60_000;

/**
 * `towline supervise <root>`: the supervisor process, hidden because other commands start it. It sends its parent process one
 * message, when it listens or why it cannot; after that it writes only to its log. With `--stay`, which the service uses, it
 * does not exit when idle, and it waits for the end of a supervisor that already owns the project.
 */
export const run: CommandHandler = async invocation => {
	const {env, options} = invocation;
	const root = path.dirname(findProject(requiredArgument(invocation, 0), env));
	let log: SupervisorLog | undefined;

	try {
		// Before anything is written: a project that is not trusted stays as it is.
		await requireOwnState(root, env);
		log = existsSync(databaseFolder(root)) ? createSupervisorLog(root, env) : undefined;
		const config = await readProjectConfig(root);
		requireTrust(config, env);
		log ??= createFirstLog(root, env);
		const isService = options.stay === true;
		const why = await supervise({config, env, log, isService});
		return why === handedOver && isService ? handedOverExitCode : 0;
	} catch (error) {
		log?.fault(error);
		const reason = nameOwner(error, root);
		await notifyParent({type: 'failed', ...toReason(reason)});

		// Started by hand or by systemd: nobody else says why it ended.
		if (!process.connected) {
			invocation.printError(toFailure(reason).line);
		}

		return toFailure(reason).exitCode;
	}
};

/** For a project that another supervisor owns, an error that names it. The code stays: who starts a supervisor then waits. */
function nameOwner(error: unknown, root: string): unknown {
	const owner = error instanceof TowlineError && error.code === 'STORE_BUSY' ? findSupervisor(root) : undefined;
	return owner
		? new TowlineError('STORE_BUSY', `A supervisor of this project already runs (pid ${owner.pid}).`, {
				hint: '`towline status` tells more; `towline down` ends it and its agents.',
				cause: error,
			})
		: error;
}

/** The folder must be marked when it is made: without a mark the next supervisor would not believe it. */
function createFirstLog(root: string, env: NodeJS.ProcessEnv): SupervisorLog {
	prepareDatabaseFolder(root, createMark(root, env));
	return createSupervisorLog(root, env);
}

type Supervising = {
	readonly config: ProjectConfig;
	readonly env: NodeJS.ProcessEnv;
	readonly log: SupervisorLog;
	readonly isService: boolean;
};

async function supervise({config, env, log, isService}: Supervising): Promise<string> {
	const {root} = config;
	const ending = Promise.withResolvers<string>();
	const socketPath = socketPathOf(root, env);
	guardProcess(log);
	const open = () => wireSupervisor({config, env, socketPath, onFault: log.fault, onHopeless: exitOnError(log)});
	const supervisor = await (isService ? openWhenFree(open, log) : open());
	supervisor.subscribe(log.facts);
	const server = await createServer({
		supervisor,
		socketPath,
		hello: {version, root, startedAt: Date.now() as EpochMs},
		onDown: () => ending.resolve('stopped by a client'),
		onHandedOver: () => ending.resolve(handedOver),
		onError: log.fault,
	});
	removeDeadSockets(path.dirname(socketPath)).catch(log.fault);
	endBySignal(supervisor, ending.resolve);
	const idleOptions = {supervisor, server, onEnd: ending.resolve, onFault: log.fault};
	const stopWatching = isService ? () => {} : endWhenIdle(idleOptions);
	writeSupervisorRecord(root, socketPath);
	log.info(`listening on ${socketPath}`);
	rememberProject(root, env);
	await notifyParent({type: 'ready'});
	await supervisor.ready;
	const why = await ending.promise;
	log.info(`ending: ${why}`);
	stopWatching();
	removeSupervisorRecord(root);
	await server.close();
	return why;
}

async function openWhenFree(open: () => Promise<Supervisor>, log: SupervisorLog): Promise<Supervisor> {
	for (let isFirst = true; ; isFirst = false) {
		try {
			return await open();
		} catch (error) {
			if (!(error instanceof TowlineError) || error.code !== 'STORE_BUSY') {
				throw error;
			}

			if (isFirst) {
				log.info('waiting for the end of the supervisor that owns the project');
			}

			await delay(busyRetryMs);
		}
	}
}

/** The supervisor owns running agents, so it logs unexpected errors and continues. It ignores a closed terminal. */
function guardProcess(log: SupervisorLog): void {
	process.on('uncaughtException', log.fault);
	process.on('unhandledRejection', log.fault);
	process.on('SIGHUP', () => {});
}

/** Exits as in a crash. The next supervisor recovers: it sets the database aside and marks unfinished runs as lost. */
function exitOnError(log: SupervisorLog): (error: unknown) => void {
	return error => {
		log.fault(error);
		log.info('ending: facts can no longer be stored');
		process.exit(1);
	};
}

function endBySignal(supervisor: Supervisor, onEnd: (why: string) => void): void {
	for (const signal of ['SIGTERM', 'SIGINT'] as const) {
		process.once(signal, () => {
			supervisor.shutDown({keep: false, by: 'system'}).then(
				() => onEnd(signal),
				error => onEnd(`${signal}, and ${toMessage(error)}`),
			);
		});
	}
}

type IdleEnd = {
	readonly supervisor: Supervisor;
	readonly server: ApiServer;
	readonly onEnd: (why: string) => void;
	readonly onFault: (error: unknown) => void;
};

/** Ends the supervisor after ten minutes without a client or work. Returns a function that stops checking. */
function endWhenIdle({supervisor, server, onEnd, onFault}: IdleEnd): () => void {
	const timer = setInterval(() => {
		if (supervisor.isIdle() && performance.now() - server.lastAskedAt() >= idleLimitMs) {
			clearInterval(timer);
			supervisor.shutDown({keep: true}).then(() => onEnd('idle'), onFault);
		}
	}, idleCheckMs);
	return () => clearInterval(timer);
}

async function notifyParent(message: StartMessage): Promise<void> {
	if (process.connected) {
		await new Promise<void>(resolve => {
			process.send?.(message, () => resolve());
		});
	}
}

function toReason(error: unknown) {
	if (error instanceof TowlineError) {
		const {code, message, hint} = error;
		return {code, message, ...(hint === undefined ? {} : {hint})};
	}

	return {code: 'SUPERVISOR_START_FAILED', message: `The supervisor could not be started: ${toMessage(error)}`};
}
