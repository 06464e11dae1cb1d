import {TowlineError} from '../../core/errors.ts';
import type {EpochMs, RunId} from '../../core/ids.ts';
import type {Frame, Header} from './frame-codec.ts';
import {
	readCount,
	readCountIfAny,
	readHeaderIfAny,
	readRun,
	readText,
	readTextIfAny,
	readTextMap,
	readTexts,
} from './read-header.ts';

/**
 * The protocol between a holder and its clients. Only ever added to: a holder outlives many versions of the supervisor.
 * A side ignores fields that it does not know, and answers a message that it does not know with an error.
 * `protocol` is raised when a side of another version could no longer be understood; `oldestProtocol` is the oldest that is.
 */
export const protocol = 1;
export const oldestProtocol = 1;

/** A supervisor is the only one of its kind; attached terminals are viewers, and there may be many. */
export type Role = 'supervisor' | 'viewer';

/** How a holder starts a supervisor when its own has gone. */
export type RestartLine = {readonly command: string; readonly args: readonly string[]};

/** Where what a run is told goes: its stdin, or its terminal as if typed there. */
export type WriteTarget = 'stdin' | 'terminal';

/** `fifo`: what is written reaches stdin, which is no terminal. `empty`: stdin is at its end. `terminal`: it is the PTY. */
export type Stdin = 'fifo' | 'empty' | 'terminal';

/** What a client asks of a holder, read and checked; `id` is the client's own number for its answer. */
export type Request =
	| {readonly type: 'hello'; readonly hello: ClientHello}
	| {readonly type: 'start'; readonly start: StartRequest}
	| {readonly type: 'runs'}
	/** From `offset` on, then all that comes; another `read` of the run replaces it. */
	| {readonly type: 'read'; readonly run: RunId; readonly offset: number}
	| {readonly type: 'unread'; readonly run: RunId}
	/** With a `key` that the run has had before nothing is written: a client that is not sure may say it again. */
	| {
			readonly type: 'write';
			readonly run: RunId;
			readonly key: string | undefined;
			readonly target: WriteTarget;
			readonly bytes: Uint8Array;
	  }
	| {readonly type: 'resize'; readonly run: RunId; readonly columns: number; readonly rows: number}
	| {readonly type: 'end-input'; readonly run: RunId}
	/** SIGTERM, SIGKILL, proof. Non-empty `bytes` are the program's own interrupt, written first. */
	| {readonly type: 'end'; readonly run: RunId; readonly bytes: Uint8Array}
	/** Ends what is left of a run whose process is gone, also of one that this holder never had. */
	| {
			readonly type: 'sweep';
			readonly run: RunId;
			readonly pid: number | undefined;
			readonly pidStart: string | undefined;
	  }
	| {readonly type: 'freeze'; readonly run: RunId}
	| {readonly type: 'thaw'; readonly run: RunId}
	| {readonly type: 'resources'}
	/** The run's end is stored: the holder need not know it any more. Its spool stays on the disk. */
	| {readonly type: 'forget'; readonly run: RunId}
	/** The client goes and means it. `exits`: the holder ends too, if it has no runs. */
	| {readonly type: 'bye'; readonly exits: boolean};

export type ClientHello = {
	readonly protocol: number;
	readonly oldest: number;
	readonly role: Role;
	readonly version: string;
	readonly pid: number;
	readonly restart: RestartLine | undefined;
};

export type StartRequest = {
	readonly run: RunId;
	readonly command: string;
	readonly args: readonly string[];
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
	readonly columns: number;
	readonly rows: number;
	readonly stdin: Stdin;
	/** Whatever the supervisor must know to adopt the run: held in memory, never written. */
	readonly note: string;
};

/** Who a holder is: the answer to `hello`. */
export type HolderHello = {
	readonly protocol: number;
	readonly oldest: number;
	readonly version: string;
	readonly pid: number;
	readonly root: string;
	readonly startedAt: EpochMs;
	/** How many processes it has ended so far. */
	readonly ended: number;
};

/** One run that a holder has, as `runs` and `start` tell it. */
export type RunReport = {
	readonly run: RunId;
	readonly pid: number;
	/** The operating system's mark of when the pid began; absent when it was gone before it could be read. */
	readonly pidStart: string | undefined;
	readonly startedAt: EpochMs;
	/** Bytes in its spool. */
	readonly size: number;
	readonly lastOutputAt: EpochMs;
	readonly columns: number;
	readonly rows: number;
	readonly stdin: Stdin;
	readonly note: string;
	/** Keys of what was written to it. */
	readonly keys: readonly string[];
	readonly isInputEnded: boolean;
	/** Absent while it lives. */
	readonly exit: {readonly exitCode: number | undefined; readonly signal: number | undefined} | undefined;
};

/** Reads a client's frame. Throws `HOLDER_PROTOCOL` for one that is unknown, or lacks what it needs. */
export function toRequest({header, payload}: Frame): Request {
	const type = readText(header, 'type');

	switch (type) {
		case 'hello':
			return {type, hello: toClientHello(header)};
		case 'start':
			return {type, start: toStartRequest(header)};
		case 'read':
			return {type, run: readRun(header), offset: readCount(header, 'offset')};
		case 'write':
			return {
				type,
				run: readRun(header),
				key: readTextIfAny(header, 'key'),
				target: header.target === 'terminal' ? 'terminal' : 'stdin',
				bytes: payload,
			};
		case 'resize':
			return {type, run: readRun(header), columns: readCount(header, 'columns'), rows: readCount(header, 'rows')};
		case 'end':
			return {type, run: readRun(header), bytes: payload};
		case 'sweep':
			return {
				type,
				run: readRun(header),
				pid: readCountIfAny(header, 'pid'),
				pidStart: readTextIfAny(header, 'pidStart'),
			};
		case 'unread':
		case 'end-input':
		case 'freeze':
		case 'thaw':
		case 'forget':
			return {type, run: readRun(header)};
		case 'runs':
		case 'resources':
			return {type};
		case 'bye':
			return {type, exits: header.exits === true};
		default:
			throw new TowlineError('HOLDER_PROTOCOL', `This holder does not know the message "${type}".`, {
				hint: 'It is of an older Towline. Once its agents have ended, `towline down` ends it.',
			});
	}
}

function toClientHello(header: Header): ClientHello {
	const restart = readHeaderIfAny(header, 'restart');
	return {
		protocol: readCount(header, 'protocol'),
		oldest: readCount(header, 'oldest'),
		role: header.role === 'supervisor' ? 'supervisor' : 'viewer',
		version: readTextIfAny(header, 'version') ?? 'unknown',
		pid: readCountIfAny(header, 'pid') ?? 0,
		restart: restart && {command: readText(restart, 'command'), args: readTexts(restart, 'args')},
	};
}

function toStartRequest(header: Header): StartRequest {
	const {stdin} = header;
	return {
		run: readRun(header),
		command: readText(header, 'command'),
		args: readTexts(header, 'args'),
		cwd: readText(header, 'cwd'),
		env: readTextMap(header, 'env'),
		columns: readCount(header, 'columns'),
		rows: readCount(header, 'rows'),
		stdin: stdin === 'empty' || stdin === 'terminal' ? stdin : 'fifo',
		note: readTextIfAny(header, 'note') ?? '',
	};
}

/** Reads a holder's answer to `hello`. Throws `HOLDER_PROTOCOL`. */
export function toHolderHello(header: Header): HolderHello {
	return {
		protocol: readCount(header, 'protocol'),
		oldest: readCountIfAny(header, 'oldest') ?? readCount(header, 'protocol'),
		version: readTextIfAny(header, 'version') ?? 'unknown',
		pid: readCount(header, 'pid'),
		root: readText(header, 'root'),
		startedAt: readCount(header, 'startedAt') as EpochMs,
		ended: readCountIfAny(header, 'ended') ?? 0,
	};
}

/** Reads one run of a `runs` answer. Throws `HOLDER_PROTOCOL`. */
export function toRunReport(header: Header): RunReport {
	const exit = readHeaderIfAny(header, 'exit');
	const startedAt = readCount(header, 'startedAt') as EpochMs;
	const {stdin} = header;
	return {
		run: readRun(header),
		pid: readCount(header, 'pid'),
		pidStart: readTextIfAny(header, 'pidStart'),
		startedAt,
		size: readCount(header, 'size'),
		lastOutputAt: (readCountIfAny(header, 'lastOutputAt') ?? startedAt) as EpochMs,
		columns: readCountIfAny(header, 'columns') ?? 0,
		rows: readCountIfAny(header, 'rows') ?? 0,
		stdin: stdin === 'empty' || stdin === 'terminal' ? stdin : 'fifo',
		note: readTextIfAny(header, 'note') ?? '',
		keys: readTexts(header, 'keys'),
		isInputEnded: header.isInputEnded === true,
		exit: exit && toExit(exit),
	};
}

/** Reads how a process ended. */
export function toExit(header: Header): {exitCode: number | undefined; signal: number | undefined} {
	return {exitCode: readCountIfAny(header, 'exitCode'), signal: readCountIfAny(header, 'signal')};
}
