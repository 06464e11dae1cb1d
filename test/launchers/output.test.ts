import {expect, test} from 'vitest';
import {createOutput} from '../../source/launchers/output.ts';

const chunk = (text: string) => Buffer.from(text);
const exit = {exitCode: 0, signal: undefined};

test('output before the first listener is buffered in order', () => {
	const output = createOutput();
	const heard: string[] = [];
	output.push(chunk('a'));
	output.push(chunk('b'));
	output.onData(data => heard.push(String(data)));
	output.push(chunk('c'));
	expect(heard).toEqual(['a', 'b', 'c']);
});

test('the exit is reported last and once, even if its listener came first', () => {
	const output = createOutput();
	const heard: unknown[] = [];
	output.onExit(told => heard.push(told));
	output.push(chunk('last words'));
	output.finish(exit);
	output.finish({exitCode: 1, signal: undefined});
	expect(heard).toEqual([]);
	output.onData(data => heard.push(String(data)));
	expect(heard).toEqual(['last words', exit]);
});

test('a listener set after a silent process has exited is called at once', () => {
	const output = createOutput();
	output.finish(exit);
	const heard: unknown[] = [];
	output.onExit(told => heard.push(told));
	expect(heard).toEqual([exit]);
});
