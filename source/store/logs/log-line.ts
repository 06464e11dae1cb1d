import type {AgentEvent, Recorded} from '../../core/fleet/agent-event.ts';
import type {AgentId, EpochMs, RunId} from '../../core/ids.ts';
import type {LogName} from '../paths.ts';

/**
 * One event as a line of its log, newline included: `{"seq","position","at","event"}`, `seq` for facts only. A run's
 * log is named after its agent and run; in the project's own log a line says whom it is about.
 * `seq` and `position` come first so that a search through a big log need not parse its lines.
 */
export function toLogLine({seq, position, at, agent, run, event}: Recorded): string {
	const whom = run === undefined ? {agent} : {};
	return `${JSON.stringify({seq, position, at, ...whom, event})}\n`;
}

/** The event in a line of the log named; `undefined` for a torn or foreign line. */
export function parseLogLine(line: string, {agent, run}: LogName): Recorded | undefined {
	const parsed = parseJson(line);

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

/** The position in a line, without parsing all of it. */
export function positionOf(line: string): number | undefined {
	const digits = positionPattern.exec(line)?.[1];
	return digits === undefined ? undefined : Number(digits);
}

/** Whether a line holds a fact, without parsing it. */
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

/** We wrote these lines, so their outline is enough to trust the rest. */
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
