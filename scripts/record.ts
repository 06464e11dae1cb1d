// Records what an agent program prints, for test/fixtures/frames:
//
//     node scripts/record.ts claude/plain.pty -- claude -p "say hello" --output-format stream-json --verbose
//     node scripts/record.ts claude/two.pty --input lines.jsonl -- claude -p --input-format stream-json ...
//
// The program runs as agents do: on a PTY, with an empty stdin or a FIFO. The lines of --input are written at once, then
// stdin is closed. Writes <name>.raw, the bytes as they came, and <name>.meta.json: arguments, size and exit.
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import type {RunId} from '../source/core/ids.ts';
import type {ProcessExit} from '../source/launchers/launcher.ts';
import {createLocalPty} from '../source/launchers/local-pty.ts';

const usage = 'Usage: node scripts/record.ts <program>/<name> [--input <file>] -- <command> [argument...]';
const size = {columns: 200, rows: 50};
const end = process.argv.indexOf('--');
const {values, positionals} = parseArgs({
	args: end === -1 ? [] : process.argv.slice(2, end),
	options: {input: {type: 'string'}},
	allowPositionals: true,
});
const [name] = positionals;
const [command, ...args] = end === -1 ? [] : process.argv.slice(end + 1);

if (name === undefined || command === undefined) {
	console.error(usage);
	process.exit(2);
}

const chunks: Uint8Array[] = [];
const exit = await record(command, chunks);
const file = path.resolve(import.meta.dirname, '../test/fixtures/frames', name);
const bytes = Buffer.concat(chunks);
const meta = {
	argv: [command, ...args],
	mode: 'pty',
	size: `${size.rows}x${size.columns}`,
	...exit,
	bytes: bytes.length,
};
mkdirSync(path.dirname(file), {recursive: true});
writeFileSync(`${file}.raw`, bytes);
writeFileSync(`${file}.meta.json`, `${JSON.stringify(meta, undefined, 1)}\n`);
console.log(`${bytes.length} bytes in ${path.relative(process.cwd(), file)}.raw; exit ${exit.exitCode ?? exit.signal}`);

async function record(program: string, into: Uint8Array[]): Promise<ProcessExit> {
	const fifoFolder = mkdtempSync(path.join(tmpdir(), 'towline-record-'));
	const env = Object.entries(process.env).flatMap(([key, value]) =>
		value === undefined ? [] : [[key, value] as const],
	);

	try {
		const launched = await createLocalPty().launch({
			run: 'record' as RunId,
			command: program,
			args,
			env: Object.fromEntries(env),
			cwd: process.cwd(),
			...size,
			stdin: values.input === undefined ? 'empty' : 'fifo',
			fifoFolder,
		});
		const exited = new Promise<ProcessExit>(resolve => {
			launched.onExit(resolve);
		});
		launched.onData(chunk => into.push(Uint8Array.from(chunk)));

		if (values.input !== undefined) {
			launched.write(readFileSync(values.input, 'utf8'));
			launched.endInput();
		}

		return await exited;
	} finally {
		rmSync(fifoFolder, {recursive: true, force: true});
	}
}
