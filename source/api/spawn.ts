import {setTimeout as delay} from 'node:timers/promises';
import {TowlineError} from '../core/errors.ts';
import {cleanEnvironment} from './clean-environment.ts';
import {createClient, type ProjectClient} from './client.ts';
import type {Hello} from './contract.ts';
import {protocol} from './contract.ts';
import {launchSupervisor, ownProgram} from './launch-supervisor.ts';
import {checkSocketFolder, prepareSocketFolder, socketPathOf} from './socket-path.ts';

export {supervisorEnvironment} from './clean-environment.ts';
export {ownProgram, youngHeap} from './launch-supervisor.ts';
export {safeSocketFolder as socketFolder} from './socket-path.ts';

/** A client, and who answered it. */
export type Connected = {readonly client: ProjectClient; readonly hello: Hello};

export type ConnectOptions = {
	/** The project's root. */
	readonly root: string;
	/** Of the person who asks; agents get it, cleaned. */
	readonly env?: NodeJS.ProcessEnv;
	/** The main file that is started as `<program> supervise <root>`; ours unless a test says otherwise. */
	readonly program?: string;
};

/** A supervisor is up within a second even on a busy machine; one that rebuilds a large database may take longer. */
const startTimeoutMs = 10_000;
/** Between tries while another process owns the project and does not listen yet, or not any more. */
const retryMs = 50;

/**
 * The project's supervisor, started if none runs. Of two that start one at once, one wins and both are its clients.
 * Throws why it could not be started, `PROTOCOL_MISMATCH` if it is of another build, or `USAGE` if it is of another
 * project.
 */
export async function connect(options: ConnectOptions): Promise<Connected> {
	const {root, env = process.env, program = ownProgram()} = options;
	prepareSocketFolder(socketPathOf(root, env));
	const signal = AbortSignal.timeout(startTimeoutMs);

	for (;;) {
		const connected = await connectIfRunning(options);

		if (connected) {
			await connected.client.sendEnvironment(cleanEnvironment(env, program));
			return connected;
		}

		try {
			await launchSupervisor({root, program, env, signal});
		} catch (error) {
			await refuseUnlessBusy(error, signal);
		}
	}
}

/** The project's supervisor if it runs; `undefined` if it does not. For commands that only read, and never start it. */
export async function connectIfRunning(options: ConnectOptions): Promise<Connected | undefined> {
	const {root, env = process.env, program = ownProgram()} = options;
	const socketPath = socketPathOf(root, env);

	if (!checkSocketFolder(socketPath)) {
		return undefined;
	}

	const connected = await greet(createClient({socketPath, environment: cleanEnvironment(env, program)}), root);

	if (connected) {
		refuseOtherBuild(connected.hello);
	}

	return connected;
}

/** Connects even to a supervisor of another build, to end it. */
export async function connectToAnyBuild({root, env = process.env}: ConnectOptions): Promise<Connected | undefined> {
	const socketPath = socketPathOf(root, env);
	return checkSocketFolder(socketPath) ? greet(createClient({socketPath}), root) : undefined;
}

async function greet(client: ProjectClient, root: string): Promise<Connected | undefined> {
	try {
		const hello = await client.hello();
		refuseOtherProject(hello, root);
		return {client, hello};
	} catch (error) {
		if (error instanceof TowlineError && error.code === 'SUPERVISOR_GONE') {
			return undefined;
		}

		throw error;
	}
}

/** Happens when `TOWLINE_SOCKET` is set for good: agents of another project must not be started or ended. */
function refuseOtherProject(hello: Hello, root: string): void {
	if (hello.root !== root) {
		throw new TowlineError('USAGE', `On ${hello.socket} listens the supervisor of another project, ${hello.root}.`, {
			hint: 'Unset TOWLINE_SOCKET, or give each project a path of its own.',
		});
	}
}

function refuseOtherBuild(hello: Hello): void {
	if (hello.protocol !== protocol) {
		throw new TowlineError(
			'PROTOCOL_MISMATCH',
			`The supervisor (pid ${hello.pid}) is Towline ${hello.version} and speaks protocol ${hello.protocol}, this one ${protocol}.`,
			{hint: 'Run `towline down` and then your command again; agents that run are ended and can be resumed.'},
		);
	}
}

/** Somebody else starts at this moment, or is just ending: either way it is worth another try. */
async function refuseUnlessBusy(error: unknown, signal: AbortSignal): Promise<void> {
	const isBusy = error instanceof TowlineError && ['STORE_BUSY', 'SUPERVISOR_EXISTS'].includes(error.code);

	if (signal.aborted) {
		throw new TowlineError(
			'SUPERVISOR_START_FAILED',
			`The supervisor did not answer within ${startTimeoutMs / 1000} s${isBusy ? ', though one owns the project' : ''}.`,
			{hint: 'Look into .towline/supervisor.log, then try again.', cause: error},
		);
	}

	if (!isBusy) {
		throw error;
	}

	await delay(retryMs);
}
