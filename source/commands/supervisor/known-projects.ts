import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import path from 'node:path';
import {configFileName} from '../../project/find-project.ts';

/**
 * Stores the project's root for `towline ps --all`. There is one file per project, so that supervisors starting at the same
 * time need no lock. Write errors are ignored: the project is then only listed while its supervisor is running.
 */
export function rememberProject(root: string, env: NodeJS.ProcessEnv): void {
	try {
		const folder = projectsFolder(env);
		mkdirSync(folder, {recursive: true, mode: 0o700});
		const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
		writeFileSync(path.join(folder, name), `${root}\n`, {mode: 0o600});
	} catch {
		// A read-only or full home folder must not keep agents from running.
	}
}

/** The roots of this user's projects. Entries of projects that no longer exist are deleted. */
export function readKnownProjects(env: NodeJS.ProcessEnv): readonly string[] {
	const folder = projectsFolder(env);
	return existsSync(folder) ? readdirSync(folder).flatMap(name => readRoot(path.join(folder, name)) ?? []) : [];
}

function readRoot(file: string): string | undefined {
	try {
		const root = readFileSync(file, 'utf8').trimEnd();

		if (existsSync(path.join(root, configFileName))) {
			return root;
		}

		rmSync(file, {force: true});
	} catch {
		// Another command deleted the entry meanwhile.
	}

	return undefined;
}

function projectsFolder(env: NodeJS.ProcessEnv): string {
	const state = env.XDG_STATE_HOME || path.join(env.HOME || homedir(), '.local/state');
	return path.join(state, 'towline/projects');
}
