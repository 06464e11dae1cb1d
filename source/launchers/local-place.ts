import type {TowlineError} from '../core/errors.ts';
import {connectToHolder, openHolder} from '../holder/client/open-holder.ts';
import type {RestartLine} from '../holder/protocol/messages.ts';
import {readSpool} from '../holder/spool/read-spool.ts';
import {createHolderPlace, type Place} from './holder-place.ts';

export type LocalPlaceOptions = {
	readonly root: string;
	/** Of the supervisor, small; the holder gets the same. */
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Our main file. */
	readonly program: string;
	readonly version: string;
	/** How the holder starts another supervisor. */
	readonly restart: RestartLine;
	readonly onStalled: (error: TowlineError) => void;
	readonly onHolderLost: () => void;
	readonly onFault: (error: unknown) => void;
};

/** This machine: processes live in the project's holder, `towline hold`, which is started when it is first needed. */
export function createLocalPlace(options: LocalPlaceOptions): Place {
	const {root, version, restart} = options;
	return createHolderPlace({
		...options,
		name: 'local',
		open: () => openHolder(options),
		find: () => connectToHolder(options),
		readRest: (run, offset) => readSpool(root, run, offset),
		introduction: {version, restart},
	});
}
