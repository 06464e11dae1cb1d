import type {Socket} from 'node:net';
import {TowlineError} from '../../core/errors.ts';
import {type ClientHello, oldestProtocol, protocol, type RestartLine} from '../protocol/messages.ts';
import {handleRequest} from './handle-request.ts';
import {createRunTable, type RunTableOptions} from './run-table.ts';
import {createSession, type Session} from './session.ts';

/** Owns the processes of a project's runs on one machine, and lets clients start, read, write and end them. */
export type Holder = {
	/** Serves a client until its connection closes. */
	serve(stream: Socket): void;
	/** Runs that nobody has said to forget. */
	runCount(): number;
	clientCount(): number;
	/** Ends every connection. Processes are left alone. */
	close(): void;
};

/** What a holder says of its supervisor, to whoever must care for another. */
export type SupervisorWatch = {
	onCame(hello: {readonly restart: RestartLine | undefined}): void;
	/** `hasSaidBye`: it went of its own will, so another is on its way. */
	onGone(hasSaidBye: boolean): void;
	/** It told the holder to end. */
	onEnd(): void;
};

export type HolderOptions = Omit<RunTableOptions, 'listener'> & {
	readonly version: string;
	readonly watch: SupervisorWatch;
};

export function createHolder(options: HolderOptions): Holder {
	const {custody, watch, version, root, now} = options;
	const sessions = new Set<Session>();
	const startedAt = now();
	let supervisor: Session | undefined;

	const runs = createRunTable({
		...options,
		listener: {
			onChanged(run) {
				for (const session of sessions) {
					session.followers.has(run) && session.pump();
				}
			},
			onForgotten(run) {
				for (const session of sessions) {
					session.followers.delete(run);
				}
			},
			onStalled(run, message) {
				custody.freeze(run).catch(() => {});
				supervisor?.send({type: 'stalled', run, message});
			},
			onResumed(run) {
				custody.thaw(run).catch(() => {});
				supervisor?.send({type: 'resumed', run});
			},
		},
	});

	const greet = (session: Session, hello: ClientHello) => {
		refuseOtherProtocol(hello, version);

		if (hello.role === 'supervisor') {
			refuseSecond(supervisor, session);
			supervisor = session;
			watch.onCame({restart: hello.restart});
		}

		session.hello = hello;
		const ended = custody.endedCount();
		return {protocol, oldest: oldestProtocol, version, pid: process.pid, root, startedAt, ended};
	};

	const lose = (session: Session, hasSaidBye: boolean) => {
		if (supervisor === session) {
			supervisor = undefined;
			watch.onGone(hasSaidBye);
		}
	};

	const leave = (session: Session, exits: boolean) => {
		lose(session, true);

		if (exits && runs.isDone) {
			setImmediate(watch.onEnd);
		}
	};

	return {
		serve(stream) {
			sessions.add(
				createSession({
					stream,
					handle: (session, request) => handleRequest(request, {session, runs, custody, greet, leave}),
					onClosed(session) {
						sessions.delete(session);
						lose(session, false);
					},
				}),
			);
		},
		runCount: () => runs.size,
		clientCount: () => sessions.size,
		close() {
			for (const session of sessions) {
				session.close();
			}
		},
	};
}

function refuseSecond(supervisor: Session | undefined, session: Session): void {
	if (supervisor && supervisor !== session) {
		throw new TowlineError('HOLDER_BUSY', `The holder has a supervisor already (pid ${supervisor.hello?.pid}).`, {
			hint: 'Only one can be in charge of the agents; `towline status` tells which.',
		});
	}
}

function refuseOtherProtocol({protocol: spoken, oldest, version}: ClientHello, own: string): void {
	if (spoken < oldestProtocol || oldest > protocol) {
		throw new TowlineError(
			'PROTOCOL_MISMATCH',
			`The holder is Towline ${own} and speaks protocol ${protocol}; Towline ${version} speaks ${spoken}.`,
			{hint: 'Use the newer Towline, or end the agents with the one that started them: `towline down`.'},
		);
	}
}
