import {mkdirSync, mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {connect as connectSocket} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {onTestFinished} from 'vitest';
import {type EpochMs, type RunId, toRunId} from '../../source/core/ids.ts';
import {createHolderConnection, type HolderConnection} from '../../source/holder/client/holder-connection.ts';
import {createCustody} from '../../source/holder/custody/custody.ts';
import {systemProcesses} from '../../source/holder/custody/process-table.ts';
import type {Frame, Header} from '../../source/holder/protocol/frame-codec.ts';
import type {RestartLine, Role} from '../../source/holder/protocol/messages.ts';
import {createHolder, type Holder, type SupervisorWatch} from '../../source/holder/server/holder.ts';
import {listenAlone} from '../../source/holder/server/listen.ts';
import {systemClock} from '../../source/supervisor/clock.ts';

/** A client of a holder in this process, and what it heard. */
export type ClientHere = {
	readonly connection: HolderConnection;
	/** What was read of a run, as far as it came. */
	textOf(run: RunId): string;
	bytesOf(run: RunId): number;
	exitOf(run: RunId): Header | undefined;
	readonly messages: readonly Frame[];
	readonly isClosed: () => boolean;
	/** Stops reading, as a process does that is stopped. */
	pause(): void;
	resume(): void;
};

/** A holder in this process, with real terminals; the test's end kills what it started. */
export type HolderHere = {
	readonly holder: Holder;
	readonly root: string;
	readonly watched: string[];
	connect(role?: Role, restart?: RestartLine): Promise<ClientHere>;
	/** A client that has not said hello. */
	open(): ClientHere;
};

export async function openHolderHere(): Promise<HolderHere> {
	const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'towline-holder-')));
	mkdirSync(path.join(root, 'fifos'), {mode: 0o700});
	const watched: string[] = [];
	const watch: SupervisorWatch = {
		onCame: () => watched.push('came'),
		onGone: hasSaidBye => watched.push(hasSaidBye ? 'left' : 'vanished'),
		onEnd: () => watched.push('end'),
	};
	const holder = createHolder({
		root,
		version: '0.1.0',
		fifoFolder: path.join(root, 'fifos'),
		custody: createCustody({clock: systemClock}),
		startOf: systemProcesses.startOf,
		now: () => Date.now() as EpochMs,
		watch,
	});

	const socketPath = path.join(root, 'fifos', 'hold');
	const socket = await listenAlone(socketPath, {onConnection: holder.serve});
	const open = (): ClientHere => {
		const ours = connectSocket(socketPath);
		const messages: Frame[] = [];
		let isClosed = false;
		const connection = createHolderConnection(ours, {
			onMessage: frame => messages.push(frame),
			onClosed: () => {
				isClosed = true;
			},
		});
		const outputOf = (run: RunId) =>
			Buffer.concat(
				messages.filter(({header}) => header.type === 'output' && header.run === run).map(({payload}) => payload),
			);
		return {
			connection,
			messages,
			textOf: run => outputOf(run).toString(),
			bytesOf: run => outputOf(run).length,
			exitOf: run => messages.find(({header}) => header.type === 'exit' && header.run === run)?.header,
			isClosed: () => isClosed,
			pause: () => void ours.pause(),
			resume: () => void ours.resume(),
		};
	};

	onTestFinished(async () => {
		const client = open();
		await client.connection.greet({role: 'viewer', version: 'test'});
		const {runs} = await client.connection.ask({type: 'runs'});

		for (const report of Array.isArray(runs) ? runs : []) {
			await client.connection.ask({type: 'end', run: report.run});
		}

		socket.close();
		holder.close();
		rmSync(root, {recursive: true, force: true, maxRetries: 3});
	});

	return {
		holder,
		root,
		watched,
		open,
		async connect(role = 'supervisor', restart) {
			const client = open();
			await client.connection.greet({role, version: '0.1.0', ...(restart ? {restart} : {})});
			return client;
		},
	};
}

/** Starts a shell script as a run, and answers its id. */
export async function startScript(
	{connection}: Pick<ClientHere, 'connection'>,
	script: string,
	more: Header = {},
): Promise<RunId> {
	const run = toRunId(Date.now() as EpochMs, Math.random());
	await connection.ask({
		type: 'start',
		run,
		command: 'sh',
		args: ['-c', script],
		cwd: tmpdir(),
		env: {PATH: process.env.PATH ?? '', TOWLINE_RUN: run},
		columns: 200,
		rows: 50,
		stdin: 'fifo',
		note: 'a note',
		...more,
	});
	return run;
}
