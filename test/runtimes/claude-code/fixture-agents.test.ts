import {spawn} from 'node:child_process';
import {once} from 'node:events';
import path from 'node:path';
import {expect, test} from 'vitest';
import type {RunEvent} from '../../../source/core/fleet/agent-event.ts';
import {claudeCode} from '../../../source/runtimes/claude-code.ts';
import {createLineSplitter} from '../../../source/stream/line-splitter.ts';
import {parseFrame} from '../../../source/stream/parse-frame.ts';
import {only, request} from './given.ts';

const agents = path.join(import.meta.dirname, '../../fixtures/agents');

type Play = {
	readonly args?: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	/** What to write when this event comes. */
	readonly react?: (event: RunEvent) => string | undefined;
};

/** Runs an agent to its end as the supervisor would: hello, prompt, answers, and end of input once it is idle. */
async function run(name: string, {args = [], env = {}, react = () => undefined}: Play = {}) {
	const dialog = claudeCode.createDialog();
	const translator = claudeCode.createTranslator(request);
	const splitter = createLineSplitter();
	const events: RunEvent[] = [];
	const plan = claudeCode.plan({...request, args});
	const child = spawn(process.execPath, [path.join(agents, `${name}.js`), ...plan.args], {
		env: {...process.env, ...env},
		stdio: ['pipe', 'pipe', 'ignore'],
	});
	// An agent that dies early closes its end.
	child.stdin.on('error', () => undefined);
	const read = (lines: readonly string[]) => {
		for (const event of lines.flatMap(line => translator.translate(parseFrame(line)))) {
			events.push(event);
			child.stdin.write(react(event) ?? '');

			if (event.type === 'activity-changed' && event.state === 'idle') {
				child.stdin.end();
			}
		}
	};

	child.stdout.on('data', (chunk: Uint8Array) => read(splitter.push(chunk)));
	child.stdin.write(`${dialog?.open()}${dialog?.say('p1', 'Say hello.')}`);
	const [exitCode] = await once(child, 'close');
	read(splitter.end());
	return {events, exitCode, lastTurn: only(events, 'turn-ended').at(-1)?.result};
}

test.for([
	['answers', 0, 'Done: Say hello.'],
	['fails', 1, 'API Error: 500 the model broke'],
	['binary', 0, 'After the bytes.'],
	['cut-frame', 0, 'The frame before this one was cut.'],
	['constructor', 0, 'Nothing happened.'],
	['retries', 0, 'Through at last.'],
	['rate-limited', 1, "You've hit your 5-hour limit"],
	['not-logged-in', 1, 'Invalid API key · Please run /login'],
	['session-gone', 0, 'A fresh start.'],
] as const)('%s exits %i and says: %s', async ([name, exitCode, text]) => {
	const {lastTurn, ...end} = await run(name);
	expect(end.exitCode).toBe(exitCode);
	expect(lastTurn).toMatchObject({text, isError: exitCode === 1});
});

test('stillborn prints nothing and exits with 3', async () => {
	expect(await run('stillborn')).toMatchObject({events: [], exitCode: 3});
});

test('session-gone does not know the session to resume', async () => {
	const {exitCode, lastTurn} = await run('session-gone', {args: ['--resume=aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee']});
	expect(exitCode).toBe(1);
	expect(lastTurn?.isSessionUnknown).toBe(true);
});

test('asks does what the answer says', async () => {
	const dialog = claudeCode.createDialog();
	const answered = (decision: Parameters<NonNullable<typeof dialog>['answer']>[1]) =>
		run('asks', {
			react: event => (event.type === 'permission-asked' ? dialog?.answer(event.permission, decision) : undefined),
		});
	expect((await answered({kind: 'allow'})).lastTurn?.text).toBe('I was allowed.');
	expect((await answered({kind: 'allow', always: true})).lastTurn?.text).toBe('I was always allowed.');
	expect((await answered({kind: 'deny', message: 'No.'})).lastTurn?.text).toBe('I was told: No.');
});

test('long reports its cost when it is interrupted', async () => {
	const dialog = claudeCode.createDialog();
	let isStopped = false;
	const {events, exitCode, lastTurn} = await run('long', {
		react(event) {
			const isFirst = event.type === 'output-streamed' && !isStopped;
			isStopped ||= isFirst;
			return isFirst ? dialog?.interrupt() : undefined;
		},
	});
	expect(exitCode).toBe(1);
	expect(lastTurn?.isError).toBe(true);
	expect(only(events, 'usage-reported').at(-1)).toMatchObject({isEstimate: false, usage: {costUsd: 0.0059}});
});

test('no-newline is read in pieces', async () => {
	const {events, lastTurn} = await run('no-newline', {env: {TOWLINE_FIXTURE_MEGABYTES: '3'}});
	expect(only(events, 'line-printed').length).toBeGreaterThan(40);
	expect(lastTurn?.text).toBe('That was one line.');
});

test('nothing that escapes prints acts on a terminal', async () => {
	const {events} = await run('escapes');
	expect(JSON.stringify(events)).not.toMatch(/\\u00[01][0-9a-f]|[\u007F-\u009F\u202E]/);
});
