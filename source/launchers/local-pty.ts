import {type Pty, spawn} from 'node-pty';
import {TowlineError, toMessage} from '../core/errors.ts';
import type {LaunchedProcess, Launcher, LaunchSpec} from './launcher.ts';
import {createOutput} from './output.ts';
import {preflight} from './preflight.ts';
import {guardClosing} from './pty-closing.ts';
import {createStdinFifo, type StdinFifo} from './stdin-fifo.ts';

/** Opens stdin, removes the FIFO's name (which tells us that it is open), and becomes the program. */
const fifoScript = 'exec <"$0" && { command -p rm -f "$0" 2>/dev/null; exec "$@"; }';
const emptyScript = 'exec "$@" <"$0"';

/** Runs processes of this machine, each in a pseudo-terminal and a session of its own. */
export function createLocalPty(): Launcher {
	return {
		name: 'local-pty',
		async launch(spec) {
			const command = preflight(spec);
			const fifo = spec.stdin === 'fifo' ? await openFifo(spec) : undefined;

			try {
				return toLaunchedProcess(spawnPty(spec, command, fifo?.path), fifo);
			} catch (error) {
				fifo?.dispose();
				throw launchFailed(spec, error);
			}
		},
	};
}

async function openFifo(spec: LaunchSpec): Promise<StdinFifo> {
	try {
		return await createStdinFifo(spec.fifoFolder, spec.run);
	} catch (error) {
		throw launchFailed(spec, error);
	}
}

/** A TERM that the run's own environment does not have is that of a plain colour terminal. */
function spawnPty(spec: LaunchSpec, command: string, fifoPath: string | undefined): Pty {
	const script = fifoPath === undefined ? emptyScript : fifoScript;
	return spawn('/bin/sh', ['-c', script, fifoPath ?? '/dev/null', command, ...spec.args], {
		name: spec.env.TERM ?? 'xterm-256color',
		cols: spec.columns,
		rows: spec.rows,
		cwd: spec.cwd,
		env: spec.env,
		encoding: null,
	});
}

function toLaunchedProcess(pty: Pty, fifo: StdinFifo | undefined): LaunchedProcess {
	const output = createOutput();
	const closing = guardClosing({pid: pty.pid, fd: pty.fd, stream: pty._socket}, output.push);

	pty.onData(output.push);
	// The end of a terminal is an error on Linux (EIO); any other also ends in the exit, which tells more.
	pty.on('error', () => {});
	pty.onExit(({exitCode, signal}) => {
		fifo?.dispose();
		output.finish(signal ? {exitCode: undefined, signal} : {exitCode, signal: undefined});
	});

	return {
		pid: pty.pid,
		onData: output.onData,
		onExit: output.onExit,
		write: text => fifo?.write(text) ?? false,
		endInput: () => fifo?.end(),
		dispose() {
			fifo?.dispose();
			closing.closeNow();
		},
	};
}

function launchFailed(spec: LaunchSpec, error: unknown): TowlineError {
	return new TowlineError('LAUNCH_FAILED', `${spec.command} could not be started: ${toMessage(error)}`, {cause: error});
}
