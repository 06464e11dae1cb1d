#!/usr/bin/env node
// Prints long turns of Claude Code's stream-json, made from recorded frames: `--megabytes=25` flat out, or
// `--frames-per-second=50 --seconds=60`. It starts at the first user message and exits when its input ends.
import {readFileSync, writeSync} from 'node:fs';
import {createInterface} from 'node:readline';

const recordings = new URL('../../test/fixtures/frames/claude/', import.meta.url);
const read = name =>
	readFileSync(new URL(`${name}.pty.raw`, recordings), 'utf8')
		.split('\r\n')
		.filter(line => line.startsWith('{'))
		.map(line => JSON.parse(line));
const thinking = read('thinking');
const tools = read('tools');
const plain = read('plain');

const deltasOfAText = 200;
const words =
	'the totals are computed twice so move both into cart/total.ts and test how it rounds a coupon of zero'.split(' ');
/** Two words each, with a line break after every twentieth; all lines differ. */
const pieces = Array.from({length: deltasOfAText}, (_, index) => {
	const piece = [words[(index * 7) % words.length], words[(index * index + 3) % words.length]].join(' ');
	return `${piece}${index % 20 === 19 ? '\n' : ' '}`;
});

/** The lines of a turn: thinking, a tool call, text. Ids are those of the recordings and are replaced in each turn. */
const turn = [
	...textMessage(thinking, 'thinking'),
	...start(tools, 'tool_use'),
	delta(tools, 'input_json_delta'),
	whole(tools, 'tool_use'),
	...end(tools),
	tools.find(frame => frame.type === 'user'),
	...textMessage(plain, 'text'),
]
	.map(frame => JSON.stringify(frame))
	.join('\n');
const ids = [...new Set(turn.match(/(?:msg|toolu)_01\w+/g))];

/** A recorded thinking or text message, extended to many words. */
function textMessage(recording, type) {
	const {event, ...frame} = delta(recording, `${type}_delta`);
	const deltas = pieces.map(piece => ({...frame, event: {...event, delta: {...event.delta, [type]: piece}}}));
	const {message, ...assistant} = whole(recording, type);
	const content = [{...message.content[0], [type]: pieces.join('')}];
	return [...start(recording, type), ...deltas, {...assistant, message: {...message, content}}, ...end(recording)];
}

/** The start events of a message and its block. */
function start(recording, type) {
	const isBlock = ({event}) => event?.type === 'content_block_start' && event.content_block.type === type;
	return [recording.find(({event}) => event?.type === 'message_start'), recording.find(isBlock)];
}

function delta(recording, type) {
	return recording.find(({event}) => event?.delta?.type === type);
}

/** The frame that repeats a block when it is whole. */
function whole(recording, type) {
	return recording.find(frame => frame.type === 'assistant' && frame.message.content[0].type === type);
}

function end(recording) {
	const isEnd = ({event}) => ['content_block_stop', 'message_delta', 'message_stop'].includes(event?.type);
	return recording.filter(isEnd).slice(-3);
}

let turns = 0;

/** The lines of the next turn, with new ids. */
function nextTurn() {
	turns++;
	return ids.reduce((text, id) => text.replaceAll(id, `${id.slice(0, -6)}${String(turns).padStart(6, '0')}`), turn);
}

function print(text) {
	for (let bytes = Buffer.from(`${text}\n`); bytes.length > 0; ) {
		bytes = bytes.subarray(writeSync(1, bytes));
	}
}

const say = frame => print(JSON.stringify(frame));

function flood(bytes) {
	for (let printed = 0; printed < bytes; ) {
		const text = nextTurn();
		print(text);
		printed += text.length;
	}
}

async function drip(framesPerSecond, seconds) {
	const startedAt = performance.now();
	let lines = [];

	for (let printed = 0; printed < framesPerSecond * seconds; printed++) {
		if (lines.length === 0) lines = nextTurn().split('\n').reverse();
		print(lines.pop());
		const ahead = startedAt + ((printed + 1) * 1000) / framesPerSecond - performance.now();
		if (ahead > 0) await new Promise(resolve => setTimeout(resolve, ahead));
	}
}

function option(name) {
	return Number(process.argv.findLast(argument => argument.startsWith(`--${name}=`))?.split('=')[1] ?? 0);
}

async function run() {
	say({type: 'system', subtype: 'session_state_changed', state: 'running'});
	say(plain.find(frame => frame.subtype === 'init'));
	flood(option('megabytes') * 1_000_000);
	await drip(option('frames-per-second'), option('seconds'));
	say(plain.find(frame => frame.type === 'result'));
	say({type: 'system', subtype: 'session_state_changed', state: 'idle'});
}

let running = Promise.resolve();
const input = createInterface({input: process.stdin});
input.on('line', line => {
	const frame = JSON.parse(line);

	if (frame.type === 'user') {
		say({...frame, isReplay: true});
		running = run();
	}
});
input.on('close', () => running.then(() => process.exit(0)));
