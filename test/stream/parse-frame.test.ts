import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parseFrame} from '../../source/stream/parse-frame.ts';

test('reads an object', () => {
	expect(parseFrame('{"type":"result"}')).toEqual({kind: 'frame', frame: {type: 'result'}});
});

test('reads an object after the escape sequences that restore a terminal', () => {
	const noise = '\u001B[?1006l\u001B(B\u000F\u001B[>4m\u001B[<u\u001B[?25h\u001B7\u001B[r\u001B8\u001B]0;\u0007';
	expect(parseFrame(`${noise}{"type":"assistant"}`)).toEqual({kind: 'frame', frame: {type: 'assistant'}});
});

test.for(['[]', 'null', '"text"', '42', '', '{"cut', 'prose {"type":"result"}', '{"a":1} {"b":2}'])(
	'takes %s for text',
	line => {
		expect(parseFrame(line)).toEqual({kind: 'text', text: line});
	},
);

test('returns text without escape sequences', () => {
	expect(parseFrame('\u001B[31mred\u001B[0m')).toEqual({kind: 'text', text: 'red'});
});

test('a frame cannot change the prototype of objects', () => {
	const line = parseFrame('{"__proto__":{"isAdmin":true},"constructor":1}');
	expect(line.kind === 'frame' && 'isAdmin' in {}).toBe(false);
});

test('never throws', () => {
	fc.assert(fc.property(fc.string({unit: 'binary'}), line => void parseFrame(line)));
	fc.assert(fc.property(fc.json(), line => void parseFrame(line)));
});
