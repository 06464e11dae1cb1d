import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import {TowlineError} from '../core/errors.ts';
import {formatSession} from '../core/format.ts';
import type {SessionId, StoryId} from '../core/ids.ts';
import {type Processes, systemProcesses} from '../holder/custody/process-table.ts';
import type {Environment, OpenSession, Runtime} from '../runtimes/runtime.ts';

/** More files than any machine has processes of the program. */
const mostFiles = 1000;

/**
 * Refuses to resume a session that another process of the agent program has open: both would write to the same conversation.
 * Throws `SESSION_OPEN` with the process.
 */
export async function refuseOpenSession(
	{
		runtime,
		env,
		session,
		story,
	}: {
		readonly runtime: Pick<Runtime, 'title' | 'openSessionsOf'>;
		/** The environment of the run. */
		readonly env: Environment;
		readonly session: SessionId;
		readonly story: StoryId;
	},
	processes: Pick<Processes, 'startOf'> = systemProcesses,
): Promise<void> {
	const open = await listOpenSessions(runtime, env);
	const owner = open.find(entry => entry.session === session && isAlive(entry, processes));

	if (owner) {
		throw new TowlineError(
			'SESSION_OPEN',
			`Session ${formatSession(session)} is open in another ${runtime.title} (process ${owner.pid}).`,
			{hint: `End it there first. \`towline resume ${story} --force\` resumes it all the same; then both write to it.`},
		);
	}
}

async function listOpenSessions(
	runtime: Pick<Runtime, 'openSessionsOf'>,
	env: Environment,
): Promise<readonly OpenSession[]> {
	const list = runtime.openSessionsOf(env);

	if (!list) {
		return [];
	}

	const names = await readdir(list.folder).catch(() => []);
	const files = names.filter(name => name.endsWith('.json')).slice(0, mostFiles);
	const texts = await Promise.all(files.map(name => readFile(path.join(list.folder, name), 'utf8').catch(() => '')));
	return texts.flatMap(text => list.read(text) ?? []);
}

/** Whether the process that wrote the file is alive: its pid may belong to another process now. */
function isAlive({pid, startTicks}: OpenSession, {startOf}: Pick<Processes, 'startOf'>): boolean {
	const start = startOf(pid);

	if (start === undefined) {
		return false;
	}

	// Linux only: see `ProcessEntry.start`. Elsewhere a living pid has to do.
	return startTicks === undefined || !start.includes('@') || start.startsWith(`${startTicks}@`);
}
