import {existsSync} from 'node:fs';
import {pipeline} from 'node:stream/promises';
import {fileURLToPath} from 'node:url';
import {openHolder} from './open-holder.ts';

/** `towline hold --stdio`: speaks with the project's holder on standard input and output, for `ssh` and containers. */
export async function pipeToHolder({
	root,
	env,
}: {
	readonly root: string;
	readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<void> {
	const socket = await openHolder({root, env, program: ownProgram()});
	await Promise.race([pipeline(process.stdin, socket), pipeline(socket, process.stdout)]).catch(() => {});
	socket.destroy();
	process.exit(0);
}

function ownProgram(): string {
	const beside = fileURLToPath(new URL('./cli.js', import.meta.url));
	return existsSync(beside) ? beside : (process.argv[1] ?? beside);
}
