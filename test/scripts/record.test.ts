import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';

const repository = path.resolve(import.meta.dirname, '../..');

/** Records a command line; the recording lies outside the fixtures, and goes with the test. */
function record(input: string | undefined, ...command: readonly string[]) {
	const folder = mkdtempSync(path.join(tmpdir(), 'towline-recorded-'));

	try {
		const name = path.join(path.relative(path.join(repository, 'test/fixtures/frames'), folder), 'one.pty');
		const inputFile = path.join(folder, 'input');
		writeFileSync(inputFile, input ?? '');
		const options = input === undefined ? [] : ['--input', inputFile];
		const args = [path.join(repository, 'scripts/record.ts'), name, ...options, '--', ...command];
		execFileSync(process.execPath, args, {cwd: repository});
		return {
			bytes: readFileSync(path.join(folder, 'one.pty.raw'), 'latin1'),
			meta: JSON.parse(readFileSync(path.join(folder, 'one.pty.meta.json'), 'utf8')) as unknown,
		};
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}

test('a recording has the bytes as the terminal gave them, and how the program ended', () => {
	const script = 'console.log("{}"); process.exitCode = 3';
	const {bytes, meta} = record(undefined, process.execPath, '-e', script);
	expect(bytes).toBe('{}\r\n');
	expect(meta).toEqual({argv: [process.execPath, '-e', script], mode: 'pty', size: '50x200', exitCode: 3, bytes: 4});
});

test('a program that is spoken to reads the input until its end', () => {
	const line = JSON.stringify({type: 'user', message: {role: 'user', content: 'hello'}, uuid: 'm1'});
	const {bytes} = record(`${line}\n`, process.execPath, 'test/fixtures/agents/answers.js');
	expect(bytes).toContain('Done: hello');
});
