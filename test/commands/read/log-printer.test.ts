import {expect, test} from 'vitest';
import {createLogPrinter, type LogPrinterOptions} from '../../../source/commands/read/log-printer.ts';
import type {Recorded} from '../../../source/core/fleet/agent-event.ts';
import type {EpochMs} from '../../../source/core/ids.ts';

/** A line that was printed so many seconds after the beginning. */
const line = (text: string, seconds: number): Recorded => ({
	position: seconds,
	at: (seconds * 1000) as EpochMs,
	event: {type: 'line-printed', text},
});

/** What is printed for three lines, then for two more while following. */
async function printed(options: Partial<LogPrinterOptions>): Promise<{stored: string[]; followed: string[]}> {
	const out: string[] = [];
	const printer = createLogPrinter({
		print: async text => void out.push(text),
		isJson: false,
		hasTimestamps: false,
		since: undefined,
		tail: undefined,
		...options,
	});

	for (const [index, text] of ['one', 'two', 'three'].entries()) {
		await printer.add(line(text, index));
	}

	await printer.follow();
	const stored = out.splice(0);
	await printer.add(line('four', 3));
	await printer.end();
	return {stored, followed: out};
}

test('without options everything is printed', async () => {
	expect(await printed({})).toEqual({stored: ['one', 'two', 'three'], followed: ['four']});
});

test('--tail prints the last lines, and everything that follows', async () => {
	expect(await printed({tail: 2})).toEqual({stored: ['two\nthree'], followed: ['four']});
	expect(await printed({tail: 0})).toEqual({stored: [], followed: ['four']});
});

test('--since skips what was before', async () => {
	expect(await printed({since: 2000 as EpochMs})).toEqual({stored: ['three'], followed: ['four']});
});

test('-t puts the time of the event before each line', async () => {
	expect((await printed({hasTimestamps: true, tail: 1})).stored).toEqual(['1970-01-01T00:00:02.000Z three']);
});

test('JSON is one event a line, without timestamps of its own', async () => {
	const {stored} = await printed({isJson: true, hasTimestamps: true, tail: 1});
	expect(stored.map(text => JSON.parse(text))).toMatchObject([
		{at: '1970-01-01T00:00:02.000Z', event: {text: 'three'}},
	]);
});
