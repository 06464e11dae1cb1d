import {setTimeout as delay} from 'node:timers/promises';
import {TowlineError} from '../core/errors.ts';
import {cleanEnvironment} from './clean-environment.ts';
import {createClient, type ProjectClient} from './client.ts';
import type {Hello} from './contract.ts';
import {protocol} from './contract.ts';
import {launchSupervisor, ownProgram} from './launch-supervisor.ts';
import {checkSocketFolder, prepareSocketFolder, socketPathOf} from './socket-path.ts';
import {findSupervisor, hasEndedInOrder, toHungError} from './supervisor-record.ts';

export {supervisorEnvironment} from './clean-environment.ts';
export {ownProgram, youngHeap} from './launch-supervisor.ts';
export {safeSocketFolder as socketFolder} from './socket-path.ts';
export {findSupervisor, type SupervisorRecord} from './supervisor-record.ts';

/** A client and the answer of its supervisor to `hello`. */
export type Connected = {readonly client: ProjectClient; readonly hello: Hello};

export type ConnectOptions = {
	/** The project's root. */
	readonly root: string;
	/** The user's environment; agents get it through `cleanEnvironment`. */
	readonly env?: NodeJS.ProcessEnv;
	/** The main file that is started as `<program> supervise <root>`; by default our own. */
	readonly program?: string;
};

/** A supervisor normally starts within a second; rebuilding a large database takes longer. */
const startTimeoutMs = 10_000;
/** Time between tries while another process owns the project and does not listen yet, or no longer. */
const retryMs = 50;
/** A supervisor whose socket was deleted binds it again within 5 s. */
const rebindLimitMs = 7000;

/**
 * Connects to the project's supervisor and starts it if none runs. If two processes start one at the same time, one supervisor wins
 * and both become its clients. Throws why it could not be started, `PROTOCOL_MISMATCH` for another protocol, `SUPERVISOR_HUNG`
 * when one runs but does not answer, or `USAGE` when the supervisor belongs to another project.
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

/**
 * Connects again after a connection was lost. Starts a supervisor only if the last one died: one that was ended, by
 * `towline down` or a signal, stays ended. Throws `SUPERVISOR_DOWN` then, and what `connect` throws.
 */
export async function reconnect(options: ConnectOptions): Promise<Connected> {
	if (!hasEndedInOrder(options.root)) {
		return connect(options);
	}

	const connected = await connectIfRunning(options);

	if (!connected) {
		throw new TowlineError('SUPERVISOR_DOWN', 'The supervisor was ended, by `towline down` or a signal.', {
			hint: 'Press r to start it again. If something else starts it, this screen connects by itself.',
		});
	}

	return connected;
}

/**
 * Connects to the project's supervisor; `undefined` if none runs. For commands that only read and never start it. Throws
 * `SUPERVISOR_HUNG` when one runs but does not answer.
 */
export async function connectIfRunning(options: ConnectOptions): Promise<Connected | undefined> {
	const {root, env = process.env, program = ownProgram()} = options;
	const socketPath = socketPathOf(root, env);

	const client = createClient({socketPath, environment: cleanEnvironment(env, program)});
	const connected = await greet(client, {root, socketPath});

	if (connected) {
		refuseOtherBuild(connected.hello);
	}

	return connected;
}

/** Connects even to a supervisor with another protocol, to end it. */
export async function connectToAnyBuild({root, env = process.env}: ConnectOptions): Promise<Connected | undefined> {
	const socketPath = socketPathOf(root, env);
	return greet(createClient({socketPath}), {root, socketPath});
}

type Place = {readonly root: string; readonly socketPath: string};

/** Asks for `hello` until it is answered or no supervisor is left: one that has lost its socket binds it again. */
async function greet(client: ProjectClient, {root, socketPath}: Place): Promise<Connected | undefined> {
	const deadline = Date.now() + rebindLimitMs;

	for (;;) {
		const hello = checkSocketFolder(socketPath) ? await askHello(client, {root, socketPath}) : undefined;

		if (hello) {
			refuseOtherProject(hello, root);
			return {client, hello};
		}

		const record = findSupervisor(root);

		if (!record) {
			return undefined;
		}

		if (record.socket !== socketPath || Date.now() > deadline) {
			throw toHungError(record, socketPath);
		}

		await delay(retryMs);
	}
}

/** `undefined` if nobody listens. Throws `SUPERVISOR_HUNG` with the pid. */
async function askHello(client: ProjectClient, {root, socketPath}: Place): Promise<Hello | undefined> {
	try {
		return await client.hello();
	} catch (error) {
		if (error instanceof TowlineError && error.code === 'SUPERVISOR_GONE') {
			return undefined;
		}

		if (error instanceof TowlineError && error.code === 'SUPERVISOR_HUNG') {
			throw toHungError(findSupervisor(root), socketPath);
		}

		throw error;
	}
}

/** With a permanent `TOWLINE_SOCKET` the supervisor may belong to another project, whose agents must not be touched. */
function refuseOtherProject(hello: Hello, root: string): void {
	if (hello.root !== root) {
		throw new TowlineError('USAGE', `The supervisor on ${hello.socket} belongs to another project, ${hello.root}.`, {
			hint: 'Unset TOWLINE_SOCKET, or set a different path for each project.',
		});
	}
}

function refuseOtherBuild(hello: Hello): void {
	if (hello.protocol !== protocol) {
		throw new TowlineError(
			'PROTOCOL_MISMATCH',
			`The supervisor (pid ${hello.pid}, Towline ${hello.version}) speaks protocol ${hello.protocol} and this client protocol ${protocol}.`,
			{hint: 'Run `towline restart`; running agents continue.'},
		);
	}
}

/** Waits before the next try if another supervisor is starting or ending; throws any other error. */
async function refuseUnlessBusy(error: unknown, signal: AbortSignal): Promise<void> {
	const isBusy = error instanceof TowlineError && ['STORE_BUSY', 'SUPERVISOR_EXISTS'].includes(error.code);

	if (signal.aborted) {
		throw new TowlineError(
			'SUPERVISOR_START_FAILED',
			`The supervisor did not answer within ${startTimeoutMs / 1000} s${isBusy ? ', although another process owns the project' : ''}.`,
			{hint: 'See .towline/supervisor.log, then try again.', cause: error},
		);
	}

	if (!isBusy) {
		throw error;
	}

	await delay(retryMs);
}
