import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import path from 'node:path';
import {configFileName} from '../../project/find-project.ts';

/**
 * Notes that this person has a project here, for `towline ps --all`: a file per project, so that supervisors which start at
 * once need not wait for each other. Where it cannot be written the project is only found while its supervisor runs.
 */
export function rememberProject(root: string, env: NodeJS.ProcessEnv): void {
	try {
		const folder = projectsFolder(env);
		mkdirSync(folder, {recursive: true, mode: 0o700});
		const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
		writeFileSync(path.join(folder, name), `${root}\n`, {mode: 0o600});
	} catch {
		// A home that is read-only or full is no reason not to run agents.
	}
}

/** The roots of this person's projects that are still there; those that are gone are forgotten. */
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
		// Another command has just forgotten it.
	}

	return undefined;
}

function projectsFolder(env: NodeJS.ProcessEnv): string {
	const state = env.XDG_STATE_HOME || path.join(env.HOME || homedir(), '.local/state');
	return path.join(state, 'towline/projects');
}
