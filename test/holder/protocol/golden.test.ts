import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {createFrameDecoder, encodeFrame, type Header} from '../../../source/holder/protocol/frame-codec.ts';
import {toHolderHello, toRequest, toRunReport} from '../../../source/holder/protocol/messages.ts';

/**
 * The bytes of the protocol, as written by the holder of each version. A line is only ever added: a holder of an old Towline
 * speaks like this for as long as its agents run.
 */
const golden = readFileSync(path.resolve(import.meta.dirname, '../../fixtures/holder/protocol.golden'), 'utf8')
	.trimEnd()
	.split('\n')
	.map(line => {
		const [name = '', hex = '', ...rest] = line.split(' ');
		return {name, hex, json: rest.join(' ')};
	});

function toFrame({hex, json}: {hex: string; json: string}) {
	const header: Header = JSON.parse(json);
	const bytes = Buffer.from(hex, 'hex');
	const payload = bytes.subarray(8 + bytes.readUInt32BE(0));
	return {header, payload, bytes};
}

test.for(golden)('$name has these bytes', line => {
	const {header, payload, bytes} = toFrame(line);
	expect(encodeFrame(header, payload).toString('hex')).toBe(line.hex);
	const [frame] = createFrameDecoder().push(bytes);
	expect(frame?.header).toEqual(header);
	expect(frame?.payload.toString()).toBe(payload.toString());
});

test.for(golden.filter(({name}) => name.startsWith('>')))('a holder understands $name', line => {
	const {header, payload} = toFrame(line);
	expect(toRequest({header, payload}).type).toBe(header.type);
});

test('every request of the protocol stands in the golden file', () => {
	const types = ['hello', 'start', 'runs', 'read', 'unread', 'write', 'resize', 'end-input', 'end', 'sweep', 'freeze'];
	const all = [...types, 'thaw', 'resources', 'forget', 'bye'];
	const written = golden.filter(({name}) => name.startsWith('>')).map(({json}) => JSON.parse(json).type);
	expect(new Set(written)).toEqual(new Set(all));
});

test('a supervisor understands the answers of the first holder', () => {
	const answer = (name: string) => {
		const line = golden.find(candidate => candidate.name === name);
		expect(line).toBeDefined();
		return JSON.parse(line?.json ?? '{}');
	};
	expect(toHolderHello(answer('<hello'))).toMatchObject({protocol: 1, oldest: 1, pid: 4711});
	expect(toRunReport(answer('<runs').runs[0])).toMatchObject({
		run: 'rm5x0p1c0abcd',
		pidStart: '12345@boot',
		keys: ['prompt'],
		exit: undefined,
	});
});

test('fields that nobody knows are ignored', () => {
	const header = {type: 'read', id: 1, run: 'rm5x0p1c0abcd', offset: 3, fromTheFuture: {deep: [1]}};
	expect(toRequest({header, payload: Buffer.alloc(0)})).toEqual({type: 'read', run: 'rm5x0p1c0abcd', offset: 3});
});

test.for([
	[{type: 'from-the-future'}, /does not know the message "from-the-future"/],
	[{}, /"type" of a message without a type/],
	[{type: 'read', run: '../../etc', offset: 0}, /"run" of a read message/],
	[{type: 'read', run: 'rm5x0p1c0abcd', offset: -1}, /"offset"/],
	[{type: 'start', run: 'rm5x0p1c0abcd', command: 'sh', cwd: '/', columns: 1, rows: 1, env: {A: 1}}, /"env"/],
] as const)('%j is refused with a sentence', ([header, message]) => {
	expect(() => toRequest({header, payload: Buffer.alloc(0)})).toThrow(message);
});

test.for([1, 2, 3, 7, 100, 100_000])('frames in pieces of %i bytes come whole and in order', size => {
	const frames = Array.from({length: 50}, (_, index) =>
		encodeFrame({type: 'n', index}, Buffer.alloc(index * 97, index)),
	);
	const all = Buffer.concat(frames);
	const decoder = createFrameDecoder();
	const heard = [];

	for (let at = 0; at < all.length; at += size) {
		heard.push(...decoder.push(all.subarray(at, at + size)));
	}

	expect(heard.map(({header, payload}) => [header.index, payload.length, payload[0] ?? 0])).toEqual(
		frames.map((_, index) => [index, index * 97, index === 0 ? 0 : index]),
	);
});

test.for<readonly [string, Buffer]>([
	['a header of 4 GB', Buffer.from('ffffffff00000000', 'hex')],
	['a payload of 4 GB', Buffer.from('00000002ffffffff', 'hex')],
	['no JSON', Buffer.from('00000002000000007b7b', 'hex')],
	['no object', Buffer.from('00000002000000005b5d', 'hex')],
])('bytes with %s are refused', ([, bytes]) => {
	expect(() => createFrameDecoder().push(bytes)).toThrow(expect.objectContaining({code: 'HOLDER_PROTOCOL'}));
});
