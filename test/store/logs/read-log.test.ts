import {appendFileSync} from 'node:fs';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Recorded} from '../../../source/core/fleet/agent-event.ts';
import {readLog, readLogTail} from '../../../source/store/logs/read-log.ts';
import {logFile} from '../../../source/store/paths.ts';
import {coder, firstRun, recorded} from '../../core/given.ts';
import {openedStore, temporaryProject} from '../temporary-project.ts';

const ofRun = {agent: coder, run: firstRun};

function said(position: number, text: string): Recorded {
	return recorded({type: 'output-streamed', block: 'b', text}, position);
}

async function positions(events: AsyncIterable<Recorded>): Promise<readonly number[]> {
	return (await Array.fromAsync(events)).map(({position}) => position);
}

function range(from: number, to: number): readonly number[] {
	return Array.from({length: Math.max(0, to - from)}, (_, index) => from + index);
}

test('reads a log between any two positions', async () => {
	const root = temporaryProject();
	const {store} = openedStore(root);
	// Some lines longer than what is read at once.
	store.append(range(0, 3000).map(position => said(position, 'ä'.repeat(position % 500 === 7 ? 200_000 : 90))));

	await fc.assert(
		fc.asyncProperty(fc.nat(3100), fc.nat(60), async (from, count) => {
			const read = readLog({root, ...ofRun, from, to: from + count});
			expect(await positions(read)).toEqual(range(from, Math.min(from + count, 3000)));
		}),
		{numRuns: 60},
	);
	expect(await positions(readLog({root, ...ofRun}))).toEqual(range(0, 3000));
});

test('reads events back unchanged', async () => {
	const root = temporaryProject();
	const events = [said(0, 'Zeile\u2028mit "allem" \ud800 🙂\n'), said(1, '')];
	openedStore(root).store.append(events);
	expect(await Array.fromAsync(readLog({root, ...ofRun}))).toEqual(events);
});

test('the tail has the last complete lines that fit', async () => {
	const root = temporaryProject();
	const events = range(0, 100).map(position => said(position, `line ${position}`));
	openedStore(root).store.append(events);
	const tail = await readLogTail({root, ...ofRun, maxBytes: 1000});
	expect(tail.at(-1)).toEqual(events.at(-1));
	expect(tail.length).toBeGreaterThan(5);
	expect(tail).toEqual(events.slice(-tail.length));
	expect(await readLogTail({root, ...ofRun, maxBytes: 1e9})).toEqual(events);
});

test('skips an incomplete line and what is no event of ours; a remark stands for a damaged line', async () => {
	const root = temporaryProject();
	openedStore(root).store.append([said(0, 'whole')]);
	const file = logFile(root, ofRun);
	appendFileSync(file, 'scribble\n[]\nnull\n{"position":1,"at":1}\n');
	appendFileSync(file, '{"position":2,"at":1,"event":{"type":"line-printed","text":"to');
	expect(await positions(readLog({root, ...ofRun}))).toEqual([0, 1]);
	expect(await readLogTail({root, ...ofRun, maxBytes: 1e6})).toHaveLength(1);
});

test('a missing log has no events', async () => {
	const root = temporaryProject();
	expect(await positions(readLog({root, ...ofRun}))).toEqual([]);
	expect(await readLogTail({root, ...ofRun, maxBytes: 10})).toEqual([]);
});
