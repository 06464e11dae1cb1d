import {assertNever} from '../../core/assert-never.ts';
import {TowlineError} from '../../core/errors.ts';
import type {Custody} from '../custody/custody.ts';
import type {Header} from '../protocol/frame-codec.ts';
import type {ClientHello, Request} from '../protocol/messages.ts';
import {createFollower} from './follower.ts';
import type {RunTable} from './run-table.ts';
import type {Session} from './session.ts';

/** What a request may need. */
export type RequestContext = {
	readonly session: Session;
	readonly runs: RunTable;
	readonly custody: Custody;
	readonly greet: (session: Session, hello: ClientHello) => Header;
	readonly leave: (session: Session, exits: boolean) => void;
};

/** Does what a client asks; the fields of the answer. Throws the coded refusal. */
export async function handleRequest(request: Request, context: RequestContext): Promise<Header> {
	const {session, runs, custody} = context;

	if (request.type !== 'hello' && !session.hello) {
		throw new TowlineError('HOLDER_PROTOCOL', `"${request.type}" came before "hello".`);
	}

	switch (request.type) {
		case 'hello':
			return context.greet(session, request.hello);
		case 'start':
			return {report: await runs.start(request.start)};
		case 'runs':
			return {runs: runs.reports()};
		case 'read':
			return follow(request, context);
		case 'unread':
			return {wasRead: session.followers.delete(request.run)};
		case 'write':
			return {isWritten: runs.known(request.run).write(request)};
		case 'resize':
			return done(runs.known(request.run).resize(request.columns, request.rows));
		case 'end-input':
			return done(runs.known(request.run).endInput());
		case 'end':
			return {ended: await runs.end(request)};
		case 'sweep':
			return {swept: await runs.sweep(request), ended: custody.endedCount()};
		case 'freeze':
			return done(await custody.freeze(request.run));
		case 'thaw':
			return done(await custody.thaw(request.run));
		case 'resources':
			return {runs: Object.fromEntries(runs.reports().map(({run}) => [run, custody.resources(run)]))};
		case 'forget':
			return done(runs.forget(request.run));
		case 'bye':
			return done(context.leave(session, request.exits));
		default:
			return assertNever(request);
	}
}

/** The pieces come after the answer, so that the client knows what they are. */
function follow({run, offset}: Extract<Request, {type: 'read'}>, {session, runs}: RequestContext): Header {
	session.followers.set(run, createFollower(runs.known(run), offset, session.send));
	setImmediate(session.pump);
	return {};
}

/** For what has nothing to tell but that it is done. */
function done(_: unknown): Header {
	return {};
}
