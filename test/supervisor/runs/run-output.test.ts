import {expect, test} from 'vitest';
import type {RunEvent} from '../../../source/core/fleet/agent-event.ts';
import type {Translator} from '../../../source/runtimes/runtime.ts';
import type {SpoolCursor} from '../../../source/store/store.ts';
import {createRunOutput, type PrintedEvent} from '../../../source/supervisor/runs/run-output.ts';
import {createFakeClock} from '../../helpers/fake-clock.ts';

/** Says each word of a line: `+word` is streamed text, which is joined, and any other a tool that was started. */
function createWordTranslator(): Translator {
	let lines = 0;
	return {
		translate(line) {
			lines++;
			const text = line.kind === 'text' ? line.text : '';
			return text
				.split(' ')
				.map(
					(word): RunEvent =>
						word.startsWith('+')
							? {type: 'output-streamed', block: 'b', text: word.slice(1)}
							: {type: 'tool-started', toolId: word, tool: word, summary: ''},
				);
		},
		finish: () => [{type: 'line-printed', text: `${lines} lines`}],
	};
}

const spool = Buffer.from('one two +a\n+b +c three\n+d\nfour +é five\n+f +g\nlast');

/** Reads the spool in pieces of a size, the first of them recorded before, and answers what it says. */
function readSpool(options: {size: number; recorded?: SpoolCursor; until?: number; advance?: boolean}) {
	const {size, recorded, until = spool.length, advance = false} = options;
	const clock = createFakeClock();
	const events: PrintedEvent[] = [];
	const replayed: RunEvent[] = [];
	const output = createRunOutput({
		translator: createWordTranslator(),
		clock,
		...(recorded ? {recorded} : {}),
		onReplayed: again => replayed.push(...again),
		onEvents: batch => events.push(...batch),
	});

	for (let at = 0; at < until; at += size) {
		output.push(spool.subarray(at, Math.min(at + size, until)), at);
		advance && clock.advance(100);
	}

	return {events, replayed, output, clock};
}

/** What is told, without regard to where streamed text was joined. */
function toText(events: readonly RunEvent[]): string {
	return events
		.map(event => {
			switch (event.type) {
				case 'tool-started':
					return `[${event.tool}]`;
				case 'output-noted':
					return `<${event.text}>`;
				default:
					return 'text' in event ? event.text : '';
			}
		})
		.join('');
}

const whole = '[one][two]abc<abc>[three]d[four]é[five]fg[last]6 lines';

test.for([1, 2, 3, 7, 1000])(
	'a supervisor that goes on behind any event says nothing twice and leaves nothing out, in pieces of %i',
	size => {
		for (const advance of [true, false]) {
			const first = readSpool({size, advance});
			first.output.end();
			expect(toText(first.events.map(({event}) => event))).toBe(whole);

			for (const [index, {cursor}] of first.events.entries()) {
				const before = first.events.slice(0, index + 1).map(({event}) => event);

				for (const nextSize of [1, 5, 1000]) {
					const next = readSpool({size: nextSize, recorded: cursor});
					next.output.end();
					const after = next.events.map(({event}) => event);
					expect(toText([...before, ...after])).toBe(whole);
					expect(toText([...next.replayed, ...after])).toBe(whole);
				}
			}
		}
	},
);

test('what is still held back is not counted as recorded', () => {
	const {events, clock} = readSpool({size: 1000, until: spool.indexOf('three')});
	clock.advance(5);
	expect(events.map(({event}) => event.type)).toEqual(['tool-started', 'tool-started']);
	expect(events.at(-1)?.cursor).toEqual([0, 2]);
});

test('text that is due is delivered with the place behind it', () => {
	const {events, clock} = readSpool({size: 1000, until: spool.indexOf('+b')});
	clock.advance(100);
	expect(events.at(-1)).toMatchObject({event: {text: 'a'}, cursor: [0, 3]});
});
