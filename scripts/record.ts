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
import {preflight} from '../source/holder/process/preflight.ts';
import {type ProcessExit, startPtyProcess} from '../source/holder/process/pty-process.ts';

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
	const cwd = process.cwd();
	const env = Object.fromEntries(
		Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
	);

	try {
		const {promise: exited, resolve} = Promise.withResolvers<ProcessExit>();
		const started = await startPtyProcess(
			{
				run: 'record' as RunId,
				command: preflight({command: program, cwd, env}),
				args,
				env,
				cwd,
				...size,
				stdin: values.input === undefined ? 'empty' : 'fifo',
				fifoFolder,
			},
			{onData: chunk => into.push(Uint8Array.from(chunk)), onExit: resolve},
		);

		if (values.input !== undefined) {
			started.writeInput(readFileSync(values.input));
			started.endInput();
		}

		return await exited;
	} finally {
		rmSync(fifoFolder, {recursive: true, force: true});
	}
}
