import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {RunEvent} from '../../../source/core/fleet/agent-event.ts';
import {isBlocked} from '../../../source/core/fleet/rate-limit.ts';
import {type RunExit, toRunExit} from '../../../source/core/fleet/run-exit.ts';
import type {EpochMs} from '../../../source/core/ids.ts';
import {only, recording, translateBytes} from './given.ts';

/** Everything that a run of the real program must come to. */
type Expected = {
	readonly exitCode: number;
	readonly session: string | undefined;
	/** Input, output, cache written, cache read. */
	readonly tokens: readonly [number, number, number, number];
	readonly costUsd: number;
	/** The figures are ours, not the program's. */
	readonly isEstimate?: true;
	readonly exit: RunExit;
};

const completed: RunExit = {kind: 'completed'};
const gone = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';

const recordings: readonly (readonly [string, Expected])[] = [
	[
		'claude/plain.pty',
		{
			exitCode: 0,
			session: '77190821-1b59-4fbb-b740-627a72924252',
			tokens: [1200, 34, 700, 5000],
			costUsd: 0.00998,
			exit: completed,
		},
	],
	[
		'claude/thinking.pty',
		{
			exitCode: 0,
			session: 'd2787a00-2494-4f03-b865-1fcb0fcad449',
			tokens: [900, 120, 0, 4000],
			costUsd: 0.0068,
			exit: completed,
		},
	],
	[
		'claude/tools.pty',
		{
			exitCode: 0,
			session: 'fd4a3a1b-b5c4-4b8b-9a9b-7359688a6467',
			tokens: [1630, 195, 800, 6000],
			costUsd: 0.01562,
			exit: completed,
		},
	],
	[
		'claude/subagent.pty',
		{
			exitCode: 0,
			session: '5b7730e3-3499-4ab4-8041-dfef2305c421',
			tokens: [3400, 112, 0, 0],
			costUsd: 0.01584,
			exit: completed,
		},
	],
	[
		'claude/permission-stdio.pipe',
		{
			exitCode: 0,
			session: '1b6e6a83-109d-4d09-88b1-c2ce4f734601',
			tokens: [300, 60, 0, 0],
			costUsd: 0.0024,
			exit: completed,
		},
	],
	[
		'claude/overloaded.pty',
		{
			exitCode: 0,
			session: '19044911-eaae-4a42-8fdd-025c98a3f830',
			tokens: [100, 20, 0, 0],
			costUsd: 0.0008,
			exit: completed,
		},
	],
	[
		'claude/rl-allowed-oauth.pty',
		{
			exitCode: 0,
			session: 'd5ef5120-8890-49bf-8bf0-d5d065638fae',
			tokens: [100, 20, 0, 0],
			costUsd: 0.0004,
			exit: completed,
		},
	],
	[
		'claude/rl-rejected-oauth.pty',
		{
			exitCode: 1,
			session: 'b500eb84-ab1a-4b9d-b207-3d69edc53ec5',
			tokens: [0, 0, 0, 0],
			costUsd: 0,
			exit: {kind: 'rate-limited', resetsAt: 1795167578000 as EpochMs, window: 'five_hour'},
		},
	],
	[
		'claude/resume-unknown.pty',
		{
			exitCode: 1,
			session: undefined,
			tokens: [0, 0, 0, 0],
			costUsd: 0,
			exit: {kind: 'failed', exitCode: 1, reason: `No conversation found with session ID: ${gone}`},
		},
	],
	[
		'claude/sigINT-stream.pty',
		{
			exitCode: 0,
			session: '749bb837-f877-4f12-b89b-9bad82a77d8f',
			tokens: [100, 4, 0, 0],
			costUsd: 0.00048,
			exit: {kind: 'failed', exitCode: 0, reason: 'Interrupted.'},
		},
	],
	[
		'claude-2.1.197/thinking.pty',
		{
			exitCode: 0,
			session: 'df999d4c-7f2d-4a9f-8ee5-c54613f820fd',
			tokens: [900, 120, 0, 4000],
			costUsd: 0.0095,
			exit: completed,
		},
	],
	[
		// This version bills nothing for an interrupted turn, and what it bills is what is shown.
		'claude-2.1.197/sigINT-stream.pty',
		{
			exitCode: 0,
			session: '4dc28bf7-889d-47b5-8867-0e5c0bc710ec',
			// The program reports nothing of the message that was cut off.
			tokens: [100, 1, 0, 0],
			costUsd: 0.000525,
			isEstimate: true,
			exit: {kind: 'failed', exitCode: 0, reason: 'Interrupted.'},
		},
	],
];

test.for(recordings)('%s has the right session, tokens, cost and end', ([name, expected]) => {
	const events = translateBytes(recording(name));
	const usage = only(events, 'usage-reported').at(-1);
	expect(only(events, 'session-opened').at(-1)?.session).toEqual(expected.session);
	expect([usage?.usage.input, usage?.usage.output, usage?.usage.cacheWrite, usage?.usage.cacheRead]).toEqual(
		expected.tokens,
	);
	expect(usage?.usage.costUsd).toBeCloseTo(expected.costUsd, 10);
	expect(usage?.isEstimate).toBe(expected.isEstimate ?? false);
	expect(toRunExit(evidenceOf(events, expected.exitCode))).toEqual(expected.exit);
	expect(only(events, 'frame-kept')).toEqual([]);
});

test.for(recordings)('%s gives all text of its messages exactly once', ([name]) => {
	const events = translateBytes(recording(name));
	const blocks = new Map<string, string>();

	for (const event of events) {
		if (event.type === 'output-streamed' || event.type === 'thinking-streamed') {
			blocks.set(event.block, (blocks.get(event.block) ?? '') + event.text);
		}
	}

	expect([...blocks.values()]).toEqual(textsOfMessages(name));
});

test.for(recordings)('%s gives the same events wherever its bytes are cut', ([name]) => {
	const bytes = recording(name);
	const whole = translateBytes(bytes);
	fc.assert(
		fc.property(fc.array(fc.integer({min: 1, max: 5000}), {minLength: 1, maxLength: 20}), sizes => {
			expect(translateBytes(bytes, sizes)).toEqual(whole);
		}),
		{numRuns: 10},
	);
});

test('the estimate equals the reported cost if every message is streamed', () => {
	for (const name of ['plain.pty', 'tools.pty', 'thinking.pty', 'overloaded.pty', 'permission-stdio.pipe']) {
		const usages = only(translateBytes(recording(`claude/${name}`)), 'usage-reported');
		const estimate = usages.findLast(event => event.isEstimate);
		const bill = usages.at(-1);
		expect({...estimate?.usage, costUsd: 0}).toEqual({...bill?.usage, costUsd: 0});
		expect(estimate?.usage.costUsd).toBeCloseTo(bill?.usage.costUsd ?? Number.NaN, 10);
	}
});

test.for([
	'codex/plain.pty',
	'codex/resume.pty',
	'codex/tools.pty',
	'gemini/plain.pty',
	'gemini/tools.pty',
	'opencode/plain.pty',
	'opencode/tools.pty',
])('%s, another program, is kept and never taken for a session', name => {
	const events = translateBytes(recording(name));
	expect(only(events, 'frame-kept').length).toBeGreaterThan(0);
	expect(only(events, 'session-opened')).toEqual([]);
});

function evidenceOf(events: readonly RunEvent[], exitCode: number) {
	const limit = only(events, 'rate-limit-reported').at(-1)?.limit;
	return {
		exitCode,
		signal: undefined,
		stopping: undefined,
		lastTurn: only(events, 'turn-ended').at(-1)?.result,
		hasSession: only(events, 'session-opened').length > 0,
		blockedBy: limit && isBlocked(limit) ? {resetsAt: limit.resetsAt, window: limit.window} : undefined,
		lastLine: only(events, 'line-printed').at(-1)?.text,
		reportsResults: true,
	};
}

/** The texts of the `assistant` frames, which hold every block whole; the program's own messages are no blocks. */
function textsOfMessages(name: string): readonly string[] {
	const lines = new TextDecoder().decode(recording(name)).split('\n');
	return lines.flatMap(line => {
		const start = line.indexOf('{"type":"assistant"');
		const frame = start === -1 ? undefined : JSON.parse(line.slice(start));
		const blocks: {text?: string; thinking?: string}[] = frame?.is_api_error_message
			? []
			: (frame?.message.content ?? []);
		return blocks.flatMap(block => block.text ?? block.thinking ?? []);
	});
}
