import {createParser} from 'eventsource-parser';
import {TowlineError} from '../core/errors.ts';
import {open, toClientError} from './request.ts';

export type FollowOptions = {readonly socketPath: string; readonly path: string; readonly signal: AbortSignal};

/** Three heartbeats. */
const silenceMs = 45_000;

/**
 * The messages of one event stream, as parsed but unchecked JSON. It reads from the socket only when the next message is asked for,
 * so nothing accumulates for a slow reader. Returns when the signal aborts; throws `SUPERVISOR_GONE` at any other end.
 */
export async function* follow({socketPath, path, signal}: FollowOptions): AsyncGenerator<unknown, void> {
	try {
		const response = await open({socketPath, method: 'GET', path, signal, timeoutMs: silenceMs});
		const arrived: string[] = [];
		const parser = createParser({onEvent: ({data}) => arrived.push(data)});

		for await (const chunk of response.setEncoding('utf8')) {
			parser.feed(chunk);

			for (const data of arrived.splice(0)) {
				yield JSON.parse(data);
			}
		}
	} catch (error) {
		if (signal.aborted) {
			return;
		}

		throw toClientError(error);
	}

	if (!signal.aborted) {
		throw new TowlineError('SUPERVISOR_GONE', 'The connection to the supervisor was closed.', {
			hint: '`towline` starts the supervisor again; runs that were lost can be resumed.',
		});
	}
}
