import type {AgentEvent, Recorded} from '../../core/fleet/agent-event.ts';
import type {AgentId, EpochMs, RunId} from '../../core/ids.ts';
import {checksumOf} from '../checksum.ts';
import type {LogName} from '../paths.ts';
import type {SpoolCursor} from '../store.ts';

/**
 * One event as a line of its log, newline included: `{"seq","position","at","spool","event","sum"}`, `seq` for facts only, `spool` for
 * what the program printed, `sum` the checksum of the line without it. A run's log is named after its agent and run; a line of the project's log may have an `agent`.
 * `seq` and `position` come first, so that searching a large log need not parse its lines.
 */
export function toLogLine({seq, position, at, agent, run, event}: Recorded, spool?: SpoolCursor): string {
	const subject = run === undefined ? {agent} : {};
	const line = JSON.stringify({seq, position, at, spool, ...subject, event});
	return `${line.slice(0, -1)},"sum":${checksumOf(line)}}\n`;
}

const sumPattern = /,"sum":(\d{1,10})\}$/;

/** Whether a line is as it was written. One of an older Towline has no checksum and counts as intact. */
export function isIntact(line: string): boolean {
	const end = line.slice(-20);
	const found = sumPattern.exec(end);

	if (!found) {
		return !end.includes('"sum"') && parseJson(line) !== undefined;
	}

	return checksumOf(`${line.slice(0, line.length - found[0].length)}}`) === Number(found[1]);
}

/** Parses a line of the named log; `undefined` for a damaged or incomplete line, or one that Towline did not write. */
export function parseLogLine(line: string, {agent, run}: LogName): Recorded | undefined {
	const parsed = isIntact(line) ? parseJson(line) : undefined;

	if (!isStoredLine(parsed)) {
		return undefined;
	}

	const {seq, position, at, event} = parsed;
	const about = agent ?? parsed.agent;
	return {
		...(seq === undefined ? {} : {seq}),
		position,
		at,
		...(about === undefined ? {} : {agent: about}),
		...(run === undefined ? {} : {run}),
		event,
	};
}

const positionPattern = /^\{(?:"seq":\d+,)?"position":(\d+),/;

/** The position in a line, without parsing the JSON. */
export function positionOf(line: string): number | undefined {
	const digits = positionPattern.exec(line)?.[1];
	return digits === undefined ? undefined : Number(digits);
}

const spoolPattern = /^\{(?:"seq":\d+,)?"position":\d+,"at":\d+,"spool":\[(\d+),(\d+)\],/;

/** How far into the run's spool a line reaches, without parsing the JSON; `undefined` for one that was not printed. */
export function spoolCursorOf(line: string): SpoolCursor | undefined {
	const found = spoolPattern.exec(line);
	return found ? [Number(found[1]), Number(found[2])] : undefined;
}

/** Whether a line is a fact, without parsing the JSON. */
export function isFactLine(line: string): boolean {
	return line.startsWith('{"seq":');
}

type StoredLine = {
	readonly seq?: number;
	readonly position: number;
	readonly at: EpochMs;
	readonly agent?: AgentId;
	readonly run?: RunId;
	readonly event: AgentEvent;
};

/** Checks the outer fields only, because Towline wrote the line. */
function isStoredLine(value: unknown): value is StoredLine {
	return (
		typeof value === 'object' &&
		value !== null &&
		'position' in value &&
		Number.isSafeInteger(value.position) &&
		'at' in value &&
		typeof value.at === 'number' &&
		(!('seq' in value) || Number.isSafeInteger(value.seq)) &&
		(!('agent' in value) || typeof value.agent === 'string') &&
		'event' in value &&
		typeof value.event === 'object' &&
		value.event !== null &&
		'type' in value.event &&
		typeof value.event.type === 'string'
	);
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
