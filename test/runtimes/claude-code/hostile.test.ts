import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {RunEvent} from '../../../source/core/fleet/agent-event.ts';
import {claudeCode} from '../../../source/runtimes/claude-code.ts';
import {parseFrame} from '../../../source/stream/parse-frame.ts';
import {request, translate} from './given.ts';

const folder = path.join(import.meta.dirname, '../../fixtures/frames');
const recordedFrames: readonly unknown[] = readdirSync(folder, {recursive: true, encoding: 'utf8'})
	.filter(file => file.endsWith('.raw'))
	.flatMap(file => readFileSync(path.join(folder, file), 'utf8').split('\n'))
	.map(line => parseFrame(line.replace(/\r$/, '')))
	.flatMap(line => (line.kind === 'frame' ? [line.frame] : []));

const odd = fc.oneof(
	fc.constantFrom<unknown>('constructor', '__proto__', '', null, -1, 1e308, true, [], {}, [null], {type: 'text'}),
	fc.constantFrom('\u001B]0;x\u0007', '\u001B[2J', '\u009B1m', 'a\rb', '\u202E'),
	fc.jsonValue(),
);

/** A recorded frame in which some value, anywhere, is another one. */
const mutated = fc
	.record({frame: fc.constantFrom(...recordedFrames), changes: fc.array(fc.tuple(fc.nat(), odd), {maxLength: 4})})
	.map(({frame, changes}) => changes.reduce((changed, [at, value]) => replaceAt(changed, at, value), frame));

test('no frame makes it throw or output anything that acts on a terminal', () => {
	fc.assert(
		fc.property(fc.array(mutated, {maxLength: 20}), frames => {
			for (const event of translate(frames)) {
				expect(shownTexts(event).join('')).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
			}
		}),
		{numRuns: 300},
	);
});

test('all events can be written as JSON, however deep the frame is nested', () => {
	const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
	const lines = [
		deep,
		`{"type":"novel","deep":${deep}}`,
		`{"type":"assistant","message":{"content":[{"type":"tool_use","id":"t","name":"X","input":${deep}}]}}`,
		`{"type":"control_request","request_id":"q","request":{"subtype":"can_use_tool","tool_name":"X","input":${deep}}}`,
		`{"type":"user","tool_use_result":${deep},"message":{"content":[{"type":"tool_result","tool_use_id":"t","content":${deep}}]}}`,
	];
	const translator = claudeCode.createTranslator(request);

	for (const line of lines) {
		expect(() => JSON.stringify(translator.translate(parseFrame(line)))).not.toThrow();
	}
});

test.for(['constructor', '__proto__', 'toString', '', 'assistant2'])(
	'keeps a frame of the unknown type %j unchanged',
	type => {
		const frame = {type, more: [1]};
		expect(translate([frame])).toEqual([{type: 'frame-kept', frame}]);
	},
);

test('ignores a session id that is not valid in a command line', () => {
	const events = translate([{type: 'system', subtype: 'init', session_id: '--help\u001B[2J'}]);
	expect(events.map(event => event.type)).not.toContain('session-opened');
});

test('reads a hundred thousand messages of one turn in linear time', () => {
	const translator = claudeCode.createTranslator(request);
	const startedAt = performance.now();

	for (let id = 0; id < 100_000; id++) {
		const message = {id: `m${id}`, model: 'm', usage: {input_tokens: 1, output_tokens: 1}};
		const frame = {type: 'stream_event', event: {type: 'message_start', message}};
		translator.translate({kind: 'frame', frame});
	}

	expect(performance.now() - startedAt).toBeLessThan(5000);
});

/** Everything in an event that a person may see; what is sent back unread, or kept whole, is not. */
function shownTexts(event: RunEvent): readonly string[] {
	switch (event.type) {
		case 'frame-kept':
			return [];
		case 'permission-asked': {
			const {tool, summary, reason, alwaysLabel} = event.permission;
			return textsIn({tool, summary, reason, alwaysLabel});
		}
		case 'permission-withdrawn':
			return [];
		default:
			return textsIn(event);
	}
}

function textsIn(value: unknown): readonly string[] {
	if (typeof value === 'string') {
		return [value];
	}

	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** The value at the `at`-th place of a tree, counted round and round, is replaced. */
function replaceAt(tree: unknown, at: number, value: unknown): unknown {
	let place = at % Math.max(1, countPlaces(tree));
	const visit = (node: unknown): unknown => {
		if (place-- === 0) {
			return value;
		}

		if (Array.isArray(node)) {
			return node.map(visit);
		}

		if (typeof node === 'object' && node !== null) {
			return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, visit(inner)]));
		}

		return node;
	};

	return visit(tree);
}

function countPlaces(node: unknown): number {
	return typeof node === 'object' && node !== null
		? Object.values(node).reduce((sum: number, inner) => sum + countPlaces(inner), 1)
		: 1;
}
