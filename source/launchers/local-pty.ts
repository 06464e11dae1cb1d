import {type Pty, spawn} from 'node-pty';
import {TowlineError, toMessage} from '../core/errors.ts';
import type {LaunchedProcess, Launcher, LaunchSpec} from './launcher.ts';
import {createOutput} from './output.ts';
import {preflight} from './preflight.ts';
import {guardClosing} from './pty-closing.ts';
import {createStdinFifo, type StdinFifo} from './stdin-fifo.ts';

/** Opens stdin, removes the FIFO's name (the sign that it is open), and executes the program. */
const fifoScript = 'exec <"$0" && { command -p rm -f "$0" 2>/dev/null; exec "$@"; }';
const emptyScript = 'exec "$@" <"$0"';

/** Runs processes on this machine, each in its own pseudo-terminal and session. */
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

/** Without TERM in the run's environment, the terminal is `xterm-256color`. */
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
	// On Linux the end of a terminal is an error (EIO). After any other error the exit follows and is reported.
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
