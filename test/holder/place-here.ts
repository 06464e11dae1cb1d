import {once} from 'node:events';
import {mkdirSync} from 'node:fs';
import {connect} from 'node:net';
import path from 'node:path';
import type {EpochMs} from '../../source/core/ids.ts';
import {createCustody} from '../../source/holder/custody/custody.ts';
import {systemProcesses} from '../../source/holder/custody/process-table.ts';
import {createHolder} from '../../source/holder/server/holder.ts';
import {listenAlone} from '../../source/holder/server/listen.ts';
import {readSpool} from '../../source/holder/spool/read-spool.ts';
import {createHolderPlace, type Place} from '../../source/launchers/holder-place.ts';
import {systemClock} from '../../source/supervisor/clock.ts';

/** A place whose holder is in this process: with real terminals, and the real protocol on a real socket. */
export async function openPlaceHere(root: string, onFault: (error: unknown) => void): Promise<Place & {close(): void}> {
	const folder = path.join(root, '.holder');
	mkdirSync(folder, {mode: 0o700, recursive: true});
	const socketPath = path.join(folder, 'hold');
	const holder = createHolder({
		root,
		version: 'test',
		fifoFolder: folder,
		custody: createCustody({clock: systemClock}),
		startOf: systemProcesses.startOf,
		now: () => Date.now() as EpochMs,
		watch: {onCame: () => {}, onGone: () => {}, onEnd: () => {}},
	});
	const socket = await listenAlone(socketPath, {onConnection: holder.serve});
	const open = async () => {
		const stream = connect(socketPath);
		await once(stream, 'connect');
		return stream;
	};
	const place = createHolderPlace({
		name: 'here',
		open,
		find: open,
		readRest: (run, offset) => readSpool(root, run, offset),
		introduction: {version: 'test'},
		onStalled: onFault,
		onHolderLost: () => {},
		onFault,
	});
	return {
		...place,
		close() {
			socket.close();
			holder.close();
		},
	};
}
