import type {RunId} from '../../core/ids.ts';
import {toRunReport} from '../protocol/messages.ts';
import {readHeaders} from '../protocol/read-header.ts';
import {createHolderConnection} from './holder-connection.ts';
import {connectToHolder} from './open-holder.ts';

/** A holder that is well answers in a millisecond; one that is stopped never does. */
const longestMs = 2000;

/** A holder that answers. */
export type AskedHolder = {
	readonly pid: number;
	/** Its runs: they live, or wait for a supervisor to record their end. */
	readonly runs: ReadonlySet<RunId>;
};

/** Who holds the project's agents; `undefined` when no holder runs, or it does not answer. Starts nothing. */
export async function askHolder(options: {
	readonly root: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly version: string;
}): Promise<AskedHolder | undefined> {
	const stream = await connectToHolder(options);

	if (!stream) {
		return undefined;
	}

	const connection = createHolderConnection(stream, {onMessage: () => {}, onClosed: () => {}});
	const timer = setTimeout(connection.close, longestMs);

	try {
		const {pid} = await connection.greet({role: 'viewer', version: options.version});
		const answer = await connection.ask({type: 'runs'});
		return {pid, runs: new Set(readHeaders(answer, 'runs').map(header => toRunReport(header).run))};
	} catch {
		return undefined;
	} finally {
		clearTimeout(timer);
		connection.close();
	}
}
