import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createLineSplitter} from '../../source/stream/line-splitter.ts';
import {parseFrame} from '../../source/stream/parse-frame.ts';

const encoder = new TextEncoder();

function split(bytes: Uint8Array, sizes: readonly number[], splitter = createLineSplitter()): string[] {
	const lines: string[] = [];
	let start = 0;

	for (let index = 0; start < bytes.length; index++) {
		const end = start + (sizes[index % sizes.length] ?? bytes.length);
		lines.push(...splitter.push(bytes.slice(start, end)));
		start = end;
	}

	return [...lines, ...splitter.end()];
}

const text = 'first ü 🚀\r\n{"a":"\u2028\u2029"}\r\n\r\nlast without an end';

test.for([1, 2, 3, 7, 100])('gives the same lines in chunks of %i bytes', size => {
	expect(split(encoder.encode(text), [size])).toEqual([
		'first ü 🚀',
		'{"a":"\u2028\u2029"}',
		'',
		'last without an end',
	]);
});

test('drops one carriage return, not two', () => {
	expect(split(encoder.encode('a\r\r\nb\r'), [100])).toEqual(['a\r', 'b']);
});

test('returns nothing at the end of a stream that ended with a newline', () => {
	const splitter = createLineSplitter();
	expect(splitter.push(encoder.encode('a\n'))).toEqual(['a']);
	expect(splitter.end()).toEqual([]);
});

test('decodes invalid UTF-8 to replacement characters', () => {
	expect(split(Uint8Array.of(0xff, 0x61, 0x0a, 0xc3), [1])).toEqual(['\uFFFDa', '\uFFFD']);
});

test('gives the same lines as split, wherever the chunks end', () => {
	fc.assert(
		fc.property(
			fc.string({unit: fc.constantFrom('a', '\n', 'ü', '🚀', '{', '\u001B')}),
			fc.array(
				fc.nat(5).map(size => size + 1),
				{minLength: 1},
			),
			(whole, sizes) => {
				expect(split(encoder.encode(`${whole}\n`), sizes)).toEqual(whole.split('\n'));
			},
		),
	);
});

test('emits a line that never ends in pieces, so that memory stays bounded', () => {
	const splitter = createLineSplitter();
	const chunk = new Uint8Array(1_000_000).fill(0x78);
	let received = 0;

	for (let megabyte = 0; megabyte < 50; megabyte++) {
		for (const line of splitter.push(chunk)) {
			expect(line.length).toBeLessThanOrEqual(64 * 1024 + 2);
			received += line.replaceAll('…', '').length;
		}
	}

	expect(50_000_000 - received).toBeLessThanOrEqual(64 * 1024);
});

test('never splits a surrogate pair', () => {
	const lines = split(encoder.encode('🚀'.repeat(20)), [3], createLineSplitter({piece: 5, maxFrame: 100}));
	expect(lines.join('').replaceAll('…', '')).toBe('🚀'.repeat(20));
	expect(lines.every(line => line.isWellFormed())).toBe(true);
});

test('buffers a frame of five megabytes in small chunks until it is complete', () => {
	const frame = JSON.stringify({type: 'user', text: 'y'.repeat(5_000_000)});
	const lines = split(encoder.encode(`\u001B[?25h${frame}\r\n`), [1024]);
	expect(lines).toHaveLength(1);
	expect(parseFrame(lines[0] ?? '').kind).toBe('frame');
});

test('truncates a frame that exceeds the limit, with a note, and reads on', () => {
	const splitter = createLineSplitter({piece: 10, maxFrame: 100});
	const lines = split(encoder.encode(`{"a":"${'z'.repeat(200)}"}\n{"b":1}\n`), [7], splitter);
	expect(lines).toEqual(['{"a":"zzzz…', '… and 198 characters more: too long to be a frame', '{"b":1}']);
});

test('never emits a piece of text that parses as a frame', () => {
	const forged = '{"type":"result"}';
	const splitter = createLineSplitter({piece: 10, maxFrame: 100});
	const lines = split(encoder.encode(`${'x'.repeat(10)}${forged}\n`), [1], splitter);
	expect(lines.map(line => parseFrame(line).kind)).not.toContain('frame');
	// Nor one that begins as a frame, with so much room behind it that it is given up.
	const padded = split(
		encoder.encode(`{"type":1}${' '.repeat(200)}\n`),
		[7],
		createLineSplitter({piece: 10, maxFrame: 100}),
	);
	expect(padded.map(line => parseFrame(line).kind)).toEqual(['text', 'text']);
});
