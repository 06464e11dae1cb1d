import {readFileSync} from 'node:fs';
import path from 'node:path';
import type {RunEvent} from '../../../source/core/fleet/agent-event.ts';
import type {PriceOf} from '../../../source/core/money/prices.ts';
import {claudeCode} from '../../../source/runtimes/claude-code.ts';
import type {RunRequest} from '../../../source/runtimes/runtime.ts';
import {createLineSplitter} from '../../../source/stream/line-splitter.ts';
import {parseFrame} from '../../../source/stream/parse-frame.ts';

/** A fresh run of nothing in particular. */
export const request: RunRequest = {
	session: undefined,
	command: undefined,
	args: [],
	permissionMode: undefined,
	maxTurns: undefined,
	prompt: 'Do it.',
	name: '42_login',
	env: {HOME: '/home/dev'},
	credential: '/home/dev/.claude',
};

/** What one translator makes of these frames, in order. */
export function translate(frames: readonly unknown[], priceOf?: PriceOf): readonly RunEvent[] {
	const translator = claudeCode.createTranslator(request, priceOf);
	return [...frames.flatMap(frame => translator.translate(parseFrame(JSON.stringify(frame)))), ...translator.finish()];
}

/** What becomes of a program's bytes, in chunks of these sizes, over and over. */
export function translateBytes(bytes: Uint8Array, sizes: readonly number[] = [65_536]): readonly RunEvent[] {
	const splitter = createLineSplitter();
	const translator = claudeCode.createTranslator(request);
	const events: RunEvent[] = [];
	const read = (lines: readonly string[]) => {
		for (const line of lines) {
			events.push(...translator.translate(parseFrame(line)));
		}
	};

	for (let start = 0, index = 0; start < bytes.length; index++) {
		const end = start + (sizes[index % sizes.length] ?? 1);
		read(splitter.push(bytes.subarray(start, end)));
		start = end;
	}

	read(splitter.end());
	return [...events, ...translator.finish()];
}

/** What a program really printed, byte for byte: `claude/plain.pty`. */
export function recording(name: string): Uint8Array {
	return readFileSync(path.join(import.meta.dirname, '../../fixtures/frames', `${name}.raw`));
}

export function only<Type extends RunEvent['type']>(
	events: readonly RunEvent[],
	type: Type,
): readonly Extract<RunEvent, {type: Type}>[] {
	return events.filter((event): event is Extract<RunEvent, {type: Type}> => event.type === type);
}

/** The frame that begins a turn. */
export const init = {
	type: 'system',
	subtype: 'init',
	cwd: '/home/dev/shop',
	session_id: 's1',
	model: 'claude-opus-5-5',
	claude_code_version: '2.1.328',
};

/** Raw API events of a message of the main conversation. */
export function messageStart(id: string, usage: object = {}, model = 'claude-opus-5-5') {
	return streamed({type: 'message_start', message: {id, model, usage}});
}

export function messageDelta(usage: object) {
	return streamed({type: 'message_delta', delta: {}, usage});
}

export function streamed(event: object) {
	return {type: 'stream_event', event, parent_tool_use_id: null};
}
