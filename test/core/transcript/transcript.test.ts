import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {RunEvent} from '../../../source/core/fleet/agent-event.ts';
import type {EpochMs} from '../../../source/core/ids.ts';
import {
	continueWith,
	type Entry,
	emptyTranscript,
	readOn,
	type Transcript,
	toolElapsedMs,
	transcriptLimits,
} from '../../../source/core/transcript/transcript.ts';
import {
	firstRun,
	noon,
	permission,
	recorded,
	runEnded,
	runStarted,
	secondRun,
	sessionOpened,
	usageReported,
} from '../given.ts';

const output = (text: string, block = 'b'): RunEvent => ({type: 'output-streamed', block, text});
const thinking = (text: string, block = 't'): RunEvent => ({type: 'thinking-streamed', block, text});
const line = (text: string): RunEvent => ({type: 'line-printed', text});
const toolStarted = (toolId: string): RunEvent => ({type: 'tool-started', toolId, tool: 'Bash', summary: 'npm test'});
const toolFinished = (toolId: string, isError = false): RunEvent => ({
	type: 'tool-finished',
	toolId,
	isError,
	outcome: isError ? 'exit 1' : '',
});

const numbered = (events: readonly RunEvent[], from = 0) => events.map((event, index) => recorded(event, from + index));
const transcriptOf = (...events: readonly RunEvent[]) => readOn(emptyTranscript(firstRun), numbered(events));
const textOf = (entry: Entry | undefined) => entry && 'text' in entry && entry.text;

test('pieces of one paragraph become one entry', () => {
	const {entries, nextPosition} = transcriptOf(thinking('Let '), thinking('me see'), output('Hel'), output('lo'));
	expect(entries).toMatchObject([
		{kind: 'thinking', text: 'Let me see', position: 0},
		{kind: 'output', text: 'Hello', position: 2},
	]);
	expect(nextPosition).toBe(4);
});

test('the next run comes after the text of the one before', () => {
	const first = transcriptOf(output('first'), toolStarted('t'));
	const second = readOn(continueWith(first, secondRun, 0), numbered([output('second'), toolFinished('t')]));
	expect(second.entries.map(({position}) => position)).toEqual([0, 1, 2]);
	expect(second).toMatchObject({run: secondRun, nextPosition: 2});
	expect(readOn(second, numbered([output('second')]))).toBe(second);
});

test('another block, or anything between, begins another entry', () => {
	const kinds = transcriptOf(output('a', '1'), output('b', '2'), toolStarted('t'), output('c', '2')).entries;
	expect(kinds.map(({kind}) => kind)).toEqual(['output', 'output', 'tool', 'output']);
});

test('what a run was doing when it ended is under way no more', () => {
	const {entries} = transcriptOf(
		toolStarted('t'),
		{type: 'permission-asked', permission: permission()},
		runEnded({kind: 'completed'}),
	);
	expect(entries).toMatchObject([
		{kind: 'tool', state: 'error', outcome: 'not finished'},
		{kind: 'asked', answer: 'not answered'},
		{kind: 'ended'},
	]);
});

test('text of a subagent says whose it is', () => {
	const {entries} = transcriptOf({...output('Found it'), parent: 'task-1'} as RunEvent);
	expect(entries).toMatchObject([{kind: 'output', parent: 'task-1'}]);
});

test('lines that are no frames are joined', () => {
	expect(transcriptOf(line('one'), line('two')).entries.map(textOf)).toEqual(['one\ntwo']);
});

test('a text that grows for ever is cut into entries, and stays bounded', () => {
	const piece = 'x'.repeat(30_000);
	const {entries, size, dropped} = transcriptOf(...Array.from({length: 200}, () => output(piece)));
	expect(Math.max(...entries.map(entry => String(textOf(entry)).length))).toBeLessThan(100_000);
	expect(size).toBeLessThanOrEqual(transcriptLimits.characters);
	expect(dropped).toBeGreaterThan(0);
});

test('tools that run side by side each get what is theirs', () => {
	const {entries} = transcriptOf(
		toolStarted('1'),
		toolStarted('2'),
		{type: 'tool-input-read', toolId: '1', input: '{"command":"npm test"}'},
		toolFinished('1', true),
		{type: 'tool-output-read', toolId: '2', output: 'fine', diff: '+1'},
		toolFinished('2'),
		toolFinished('unheard of'),
	);
	expect(entries).toMatchObject([
		{toolId: '1', state: 'error', outcome: 'exit 1', input: '{"command":"npm test"}', output: undefined},
		{toolId: '2', state: 'ok', output: 'fine', diff: '+1'},
	]);
});

test('the time of a tool leaves out the time in which it waited for an answer', () => {
	const asked: RunEvent = {type: 'permission-asked', permission: {...permission(), toolId: '1'}};
	const answered: RunEvent = {type: 'permission-answered', requestId: 'request-1', decision: 'allow', by: 'user'};
	const at = (event: RunEvent, seconds: number, position: number) => ({
		...recorded(event, position),
		at: (noon + seconds * 1000) as EpochMs,
	});
	const events = [at(toolStarted('1'), 0, 0), at(asked, 2, 1), at(answered, 600, 2), at(toolFinished('1'), 605, 3)];
	const elapsedAfter = (count: number, now: number) => {
		const tool = readOn(emptyTranscript(firstRun), events.slice(0, count)).entries.find(({kind}) => kind === 'tool');
		return tool?.kind === 'tool' ? toolElapsedMs(tool, (noon + now * 1000) as EpochMs) : undefined;
	};
	expect(elapsedAfter(1, 1)).toBe(1000);
	expect(elapsedAfter(2, 300)).toBe(2000);
	expect(elapsedAfter(3, 603)).toBe(5000);
	expect(elapsedAfter(4, 9999)).toBe(7000);
});

test('a request shows its answer', () => {
	const asked: RunEvent = {type: 'permission-asked', permission: permission()};
	const answer: RunEvent = {type: 'permission-answered', requestId: 'request-1', decision: 'deny', by: 'timeout'};
	expect(transcriptOf(asked).entries).toMatchObject([{kind: 'asked', answer: undefined}]);
	expect(transcriptOf(asked, answer).entries).toMatchObject([
		{kind: 'asked', answer: 'denied because nobody answered in time'},
	]);
	expect(transcriptOf(asked, {type: 'permission-withdrawn', requestId: 'request-1'}).entries).toMatchObject([
		{answer: 'withdrawn'},
	]);
});

test('start, prompt, remarks and end are shown; other facts are not', () => {
	const {entries} = transcriptOf(
		runStarted(),
		sessionOpened,
		{type: 'prompt-given', text: 'Do it', kind: 'prompt'},
		usageReported({input: 1}),
		{type: 'api-retried', attempt: 1, of: 10, delayMs: 1, status: 529, error: 'overloaded'},
		{type: 'remark-made', level: 'info', text: 'Compacted.'},
		{type: 'frame-kept', frame: {type: 'constructor'}},
		runEnded(),
	);
	expect(entries.map(({kind}) => kind)).toEqual(['started', 'said', 'remark', 'remark', 'ended']);
	expect(textOf(entries[2])).toBe('The API refused (529 overloaded); try 1 of 10.');
});

test('an entry that does not change keeps its reference', () => {
	const before = transcriptOf(output('a', '1'), output('b', '2'));
	const after = readOn(before, numbered([output('c', '2')], 2));
	expect(after.entries[0]).toBe(before.entries[0]);
	expect(after.entries[1]).not.toBe(before.entries[1]);
	expect(textOf(before.entries[1])).toBe('b');
});

test('entries beyond the limit are dropped and counted', () => {
	const events = Array.from({length: transcriptLimits.entries + 10}, (_, index) => output('x', `${index}`));
	const {entries, dropped} = transcriptOf(...events);
	expect([entries.length, dropped]).toEqual([transcriptLimits.entries, 10]);
	expect(entries[0]?.position).toBe(10);
});

test('however it is cut and repeated, the same text comes out', () => {
	const event = fc.oneof(
		fc.string().map(text => output(text)),
		fc.string().map(text => thinking(text)),
		fc.string().map(text => line(text)),
		fc.constantFrom(toolStarted('1'), toolFinished('1'), toolStarted('2'), toolFinished('2')),
	);
	fc.assert(
		fc.property(fc.array(event, {maxLength: 40}), fc.array(fc.tuple(fc.nat(40), fc.nat(40))), (events, cuts) => {
			const all = numbered(events);
			let transcript: Transcript = emptyTranscript(firstRun);

			for (const [overlap, count] of cuts) {
				const start = Math.max(0, transcript.nextPosition - overlap);
				transcript = readOn(transcript, all.slice(start, transcript.nextPosition + count));
			}

			expect(readOn(transcript, all)).toEqual(readOn(emptyTranscript(firstRun), all));
		}),
	);
});

test('nothing new gives the same reference', () => {
	const transcript = transcriptOf(output('a'));
	expect(readOn(transcript, numbered([output('a')]))).toBe(transcript);
	expect(readOn(transcript, [])).toBe(transcript);
});
