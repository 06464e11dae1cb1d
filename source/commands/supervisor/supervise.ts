import path from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {removeDeadSockets} from '../../api/dead-sockets.ts';
import type {StartMessage} from '../../api/launch-supervisor.ts';
import {type ApiServer, createServer} from '../../api/server.ts';
import {socketPathOf} from '../../api/socket-path.ts';
import {TowlineError, toMessage} from '../../core/errors.ts';
import type {EpochMs} from '../../core/ids.ts';
import {findProject} from '../../project/find-project.ts';
import type {Supervisor} from '../../supervisor/supervisor.ts';
import {toFailure} from '../failure.ts';
import {type CommandHandler, requiredArgument} from '../invocation.ts';
import {version} from '../version.ts';
import {rememberProject} from './known-projects.ts';
import {createSupervisorLog, type SupervisorLog} from './supervisor-log.ts';
import {wireSupervisor} from './wire-supervisor.ts';

/** How often a service looks whether the supervisor that was there before it has ended. */
const busyRetryMs = 2000;
/** How long a supervisor without a client or work stays. */
const idleLimitMs = 10 * 60_000;
const idleCheckMs = 60_000;

/**
 * `towline supervise <root>`: the supervisor itself, hidden because the others start it. It tells its starter once that it
 * listens, or why it cannot; after that only its log speaks. With `--stay`, as a service has it, it does not end when
 * nobody needs it, and first waits for the end of a supervisor that owns the project already.
 */
export const run: CommandHandler = async invocation => {
	const root = path.dirname(findProject(requiredArgument(invocation, 0)));
	const log = createSupervisorLog(root, invocation.env);

	try {
		await supervise({root, env: invocation.env, log, stays: invocation.options.stay === true});
		return 0;
	} catch (error) {
		log.fault(error);
		await tellStarter({type: 'failed', ...toReason(error)});
		return toFailure(error).exitCode;
	}
};

type Supervising = {
	readonly root: string;
	readonly env: NodeJS.ProcessEnv;
	readonly log: SupervisorLog;
	readonly stays: boolean;
};

async function supervise({root, env, log, stays}: Supervising): Promise<void> {
	const ending = Promise.withResolvers<string>();
	const socketPath = socketPathOf(root, env);
	guardProcess(log);
	const open = () => wireSupervisor({root, env, socketPath, onFault: log.fault, onHopeless: dieOf(log)});
	const supervisor = await (stays ? openWhenFree(open, log) : open());
	supervisor.subscribe(log.facts);
	const server = await createServer({
		supervisor,
		socketPath,
		hello: {version, root, startedAt: Date.now() as EpochMs},
		onDown: () => ending.resolve('told to go down'),
		onError: log.fault,
	});
	removeDeadSockets(path.dirname(socketPath)).catch(log.fault);
	endBySignal(supervisor, ending.resolve);
	const idleEnd = {supervisor, server, onEnd: ending.resolve, onFault: log.fault};
	const stopWatching = stays ? () => {} : endWhenIdle(idleEnd);
	log.say(`listens on ${socketPath}`);
	rememberProject(root, env);
	await tellStarter({type: 'ready'});
	log.say(`ends: ${await ending.promise}`);
	stopWatching();
	await server.close();
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
				log.say('waits for the end of the supervisor that owns the project');
			}

			await delay(busyRetryMs);
		}
	}
}

/** It owns processes and money: what nobody foresaw is written down, and it goes on. A closed terminal is no news to it. */
function guardProcess(log: SupervisorLog): void {
	process.on('uncaughtException', log.fault);
	process.on('unhandledRejection', log.fault);
	process.on('SIGHUP', () => {});
}

/** Like a crash, from which the next supervisor recovers: it sets the database aside and calls what runs lost. */
function dieOf(log: SupervisorLog): (error: unknown) => void {
	return error => {
		log.fault(error);
		log.say('ends: nothing can be stored any more');
		process.exit(1);
	};
}

function endBySignal(supervisor: Supervisor, onEnd: (why: string) => void): void {
	for (const signal of ['SIGTERM', 'SIGINT'] as const) {
		process.once(signal, () => {
			supervisor.shutDown({keep: false}).then(
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
		if (supervisor.isIdle() && Date.now() - server.lastAskedAt() >= idleLimitMs) {
			clearInterval(timer);
			supervisor.shutDown({keep: true}).then(() => onEnd('nobody needs it'), onFault);
		}
	}, idleCheckMs);
	return () => clearInterval(timer);
}

async function tellStarter(message: StartMessage): Promise<void> {
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
