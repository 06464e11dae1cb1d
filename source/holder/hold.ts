/**
 * `towline hold <root>`: the process that owns the terminals of a project's agents, whatever becomes of the supervisor. A
 * bundle of its own, because it must be small: it loads no user interface, database or schema library.
 */
import {spawn} from 'node:child_process';
import {closeSync, constants, openSync, realpathSync, writeSync} from 'node:fs';
import path from 'node:path';
import packageJson from '../../package.json' with {type: 'json'};
import {socketPathOf} from '../api/socket-path.ts';
import {TowlineError, toMessage} from '../core/errors.ts';
import type {EpochMs} from '../core/ids.ts';
import {systemClock} from '../supervisor/clock.ts';
import {busyExitCode} from './client/open-holder.ts';
import {pipeToHolder} from './client/pipe-to-holder.ts';
import {createCustody} from './custody/custody.ts';
import {systemProcesses} from './custody/process-table.ts';
import {probeScopes} from './custody/systemd-scope.ts';
import {toHolderSocket} from './holder-socket.ts';
import type {RestartLine} from './protocol/messages.ts';
import {createHolder} from './server/holder.ts';
import {keepSupervisor} from './server/keep-supervisor.ts';
import {listenAlone} from './server/listen.ts';

await main(process.argv.slice(2).filter(word => word !== 'hold'));

async function main(words: readonly string[]): Promise<void> {
	const folder = words.find(word => !word.startsWith('-'));

	try {
		if (folder === undefined) {
			throw new TowlineError('USAGE', 'Of which project? Say `towline hold <folder>`.');
		}

		const root = realpathSync(folder);
		await (words.includes('--stdio') ? pipeToHolder({root, env: process.env}) : hold(root));
	} catch (error) {
		const hint = error instanceof TowlineError && error.hint ? ` ${error.hint}` : '';
		process.stderr.write(`towline: ${toMessage(error)}${hint}\n`);
		process.exit(toExitCode(error));
	}
}

function toExitCode(error: unknown): number {
	if (!(error instanceof TowlineError)) {
		return 1;
	}

	return error.code === 'HOLDER_BUSY' ? busyExitCode : error.exitCode;
}

async function hold(root: string): Promise<void> {
	const supervisorSocket = socketPathOf(root, process.env);
	const scopes = await probeScopes();
	const watch = keepSupervisor({
		runCount: () => holder.runCount(),
		clientCount: () => holder.clientCount(),
		startSupervisor: line => startSupervisor(line, root),
		onIdle: () => end(),
		now: Date.now,
	});
	const holder = createHolder({
		root,
		version: packageJson.version,
		fifoFolder: path.dirname(supervisorSocket),
		custody: createCustody({clock: systemClock, scopes}),
		startOf: systemProcesses.startOf,
		now: () => Date.now() as EpochMs,
		watch,
	});
	const socket = await listenAlone(toHolderSocket(supervisorSocket), {onConnection: holder.serve});

	const end = () => {
		watch.close();
		socket.close();
		holder.close();
		process.exit(0);
	};

	guardProcess();
	tellReady();
}

/** It owns processes: nothing that happens to its terminal or in one request may end it. */
function guardProcess(): void {
	process.on('SIGHUP', () => {});
	process.on('SIGINT', () => {});
	process.on('SIGPIPE', () => {});
	process.on('uncaughtException', say);
	process.on('unhandledRejection', say);
}

function say(error: unknown): void {
	const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
	process.stderr.write(`${JSON.stringify({time: new Date().toISOString(), holder: process.pid, msg: text})}\n`);
}

/** Whoever started it reads this word from its output, and closes that. */
function tellReady(): void {
	try {
		writeSync(1, 'ready\n');
	} catch {
		// Nobody waits for it.
	}
}

/** Detached, with its last words in the supervisor's log; that it cannot be started is tried again later. */
function startSupervisor({command, args}: RestartLine, root: string): void {
	const file = path.join(root, '.towline', 'supervisor.log');

	try {
		const log = openSync(
			file,
			constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW,
			0o600,
		);
		const child = spawn(command, args, {cwd: root, detached: true, stdio: ['ignore', log, log]});
		closeSync(log);
		child.on('error', say);
		child.unref();
	} catch (error) {
		say(error);
	}
}
