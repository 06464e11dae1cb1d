import type {Recorded, RunEvent} from '../fleet/agent-event.ts';
import type {Permission} from '../fleet/permission.ts';
import {formatAnswered} from '../fleet/permission-answer.ts';
import {toRequestText} from '../fleet/request-text.ts';
import type {EpochMs} from '../ids.ts';
import type {Entry, EntryContent} from './transcript.ts';

/** A longer paragraph continues in another entry. */
const entryCharacters = 50_000;

/**
 * Folds one event into the entries, in place: the caller owns a copy of the list. Entries themselves are replaced,
 * never changed, so a view can tell by reference what is new.
 */
export function foldTranscript(entries: Entry[], {event, position, at}: Recorded<RunEvent>): void {
	const add = (content: EntryContent, parent?: string) => {
		entries.push({position, at, ...(parent === undefined ? {} : {parent}), ...content});
	};

	switch (event.type) {
		case 'thinking-streamed':
			if (!joinBlock(entries, 'thinking', event)) {
				add({kind: 'thinking', block: event.block, text: event.text}, event.parent);
			}

			return;
		case 'output-streamed':
			if (!joinBlock(entries, 'output', event)) {
				add({kind: 'output', block: event.block, text: event.text}, event.parent);
			}

			return;
		case 'tool-started':
			startTool(entries, event, add);
			return;
		case 'tool-finished':
			replaceTool(entries, event.toolId, {state: event.isError ? 'error' : 'ok', outcome: event.outcome, endedAt: at});
			return;
		case 'tool-input-read':
			replaceTool(entries, event.toolId, {input: event.input});
			return;
		case 'tool-output-read':
			replaceTool(entries, event.toolId, {output: event.output, diff: event.diff});
			return;
		case 'line-printed':
			if (!joinLine(entries, event.text)) {
				add({kind: 'line', text: event.text});
			}

			return;
		case 'prompt-given':
			add({kind: 'said', text: event.text, what: event.kind});
			return;
		case 'turn-interrupted':
			add({kind: 'remark', level: 'info', text: 'Interrupted by you; it waits for a message.'});
			return;
		case 'remark-made':
			add({kind: 'remark', level: event.level, text: event.text});
			return;
		case 'problem-found':
			add({kind: 'remark', level: 'warning', text: event.text});
			return;
		case 'request-refused':
			add({kind: 'remark', level: 'warning', text: event.reason});
			return;
		case 'api-retried':
			add({kind: 'remark', level: 'warning', text: formatRetry(event)});
			return;
		case 'permission-asked':
			add(toAsked(event.permission));
			replaceTool(entries, event.permission.toolId, {waitsSince: at});
			return;
		case 'permission-answered':
			answer(entries, event.requestId, {text: formatAnswered(event), at});
			return;
		case 'permission-withdrawn':
			answer(entries, event.requestId, {text: 'withdrawn', at});
			return;
		case 'run-started':
			add({kind: 'started', attempt: event.attempt, isResumed: event.intent.kind === 'resume'});
			return;
		case 'run-ended':
			endOpen(entries, at);
			add({kind: 'ended', exit: event.exit});
			return;
		case 'process-started':
		case 'changes-counted':
		case 'session-opened':
		case 'usage-reported':
		case 'rate-limit-reported':
		case 'turn-started':
		case 'turn-ended':
		case 'output-noted':
		case 'message-sent':
		case 'message-delivered':
		case 'run-stopping':
		case 'background-changed':
		case 'activity-changed':
		case 'frame-kept':
			return;
		default:
			// What only a later Towline knows stays in the log and is not shown.
			event satisfies never;
	}
}

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, {type: Type}>;

/** A call that is reported again runs with another input than it was reported with first: a person has edited it. */
function startTool(
	entries: Entry[],
	event: EventOf<'tool-started'>,
	add: (content: EntryContent, parent?: string) => void,
): void {
	const {toolId, summary} = event;

	if (entries.some(entry => entry.kind === 'tool' && entry.toolId === toolId)) {
		replaceTool(entries, toolId, {summary});
	} else {
		add(toTool(event), event.parent);
	}
}

function toTool({toolId, tool, summary}: EventOf<'tool-started'>): EntryContent {
	return {
		kind: 'tool',
		toolId,
		tool,
		summary,
		state: 'running',
		outcome: '',
		endedAt: undefined,
		waitedMs: 0,
		waitsSince: undefined,
		input: undefined,
		output: undefined,
		diff: undefined,
	};
}

function toAsked(permission: Permission): EntryContent {
	const {requestId, toolId, tool, summary} = permission;
	return {kind: 'asked', requestId, toolId, tool, summary, text: toRequestText(permission), answer: undefined};
}

function formatRetry({status, error, attempt, of}: EventOf<'api-retried'>): string {
	return `The API refused (${[status, error].filter(Boolean).join(' ')}); try ${attempt} of ${of}.`;
}

/** Goes on with the last entry if that is the same block; returns whether it is. */
function joinBlock(
	entries: Entry[],
	kind: 'thinking' | 'output',
	{block, text}: EventOf<'thinking-streamed' | 'output-streamed'>,
): boolean {
	return replaceLast(entries, kind, entry =>
		entry.block === block && hasRoom(entry.text) ? {...entry, text: entry.text + text} : undefined,
	);
}

function joinLine(entries: Entry[], text: string): boolean {
	return replaceLast(entries, 'line', entry =>
		hasRoom(entry.text) ? {...entry, text: `${entry.text}\n${text}`} : undefined,
	);
}

/** A bound, because an entry is dropped only as a whole and is copied at each addition. */
function hasRoom(text: string): boolean {
	return text.length < entryCharacters;
}

type EntryOf<Kind extends Entry['kind']> = Extract<Entry, {kind: Kind}>;

/** Replaces the last entry if it is of this kind and `change` has something to say about it. */
function replaceLast<Kind extends Entry['kind']>(
	entries: Entry[],
	kind: Kind,
	change: (entry: EntryOf<Kind>) => EntryOf<Kind> | undefined,
): boolean {
	const last = entries.at(-1);
	const changed = last && isKind(last, kind) ? change(last) : undefined;

	if (changed) {
		entries[entries.length - 1] = changed;
	}

	return changed !== undefined;
}

function isKind<Kind extends Entry['kind']>(entry: Entry, kind: Kind): entry is EntryOf<Kind> {
	return entry.kind === kind;
}

/** Tools of one message run side by side, so the one meant may be some entries back. */
function replaceTool(
	entries: Entry[],
	toolId: string | undefined,
	change: Partial<Extract<EntryContent, {kind: 'tool'}>>,
): void {
	const index = entries.findLastIndex(entry => entry.kind === 'tool' && entry.toolId === toolId);
	const entry = entries[index];

	if (entry?.kind === 'tool') {
		entries[index] = {...entry, ...change};
	}
}

/** When a run has ended, its running tools and open requests never finish. */
function endOpen(entries: Entry[], at: EpochMs): void {
	for (const [index, entry] of entries.entries()) {
		if (entry.kind === 'tool' && entry.state === 'running') {
			entries[index] = {...entry, state: 'error', outcome: 'not finished', endedAt: at};
		} else if (entry.kind === 'asked' && entry.answer === undefined) {
			entries[index] = {...entry, answer: 'not answered'};
		}
	}
}

function answer(entries: Entry[], requestId: string, {text, at}: {readonly text: string; readonly at: EpochMs}): void {
	const index = entries.findLastIndex(entry => entry.kind === 'asked' && entry.requestId === requestId);
	const entry = entries[index];

	if (entry?.kind === 'asked') {
		entries[index] = {...entry, answer: text};
		endWaiting(entries, entry.toolId, at);
	}
}

function endWaiting(entries: Entry[], toolId: string | undefined, at: EpochMs): void {
	const tool = entries.findLast(entry => entry.kind === 'tool' && entry.toolId === toolId);

	if (tool?.kind === 'tool' && tool.waitsSince !== undefined) {
		replaceTool(entries, toolId, {waitedMs: tool.waitedMs + (at - tool.waitsSince), waitsSince: undefined});
	}
}
