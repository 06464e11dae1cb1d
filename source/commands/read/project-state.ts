import path from 'node:path';
import {type Connected, connect, connectIfRunning} from '../../api/spawn.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {findProject} from '../../project/find-project.ts';
import type {Invocation} from '../invocation.ts';

/** A project as a reading command sees it. */
export type ProjectState = {
	readonly root: string;
	readonly fleet: Fleet;
	/** `undefined`: no supervisor runs, and the fleet was read from its files. */
	readonly connected: Connected | undefined;
};

/** The root of the project that the person stands in. Throws `CONFIG_MISSING`. */
export function rootOf({cwd}: Pick<Invocation, 'cwd'>): string {
	return path.dirname(findProject(cwd));
}

/** What is known now, from the supervisor or, without starting one, from what it left. */
export async function readState(invocation: Pick<Invocation, 'cwd' | 'env'>): Promise<ProjectState> {
	return readStateOf(rootOf(invocation), invocation.env);
}

/** The same for a root that is known. */
export async function readStateOf(root: string, env: NodeJS.ProcessEnv): Promise<ProjectState> {
	const connected = await connectIfRunning({root, env});

	if (connected) {
		return {root, connected, fleet: await connected.client.readFleet()};
	}

	// Only here is the database opened and the configuration read: with a supervisor, its answer is all it takes.
	const {readFleetWithoutSupervisor} = await import('./fleet-without-supervisor.ts');
	return {root, connected, fleet: await readFleetWithoutSupervisor(root)};
}

/** The project's supervisor, started if it must be, and what it knows. */
export async function openProject(
	invocation: Pick<Invocation, 'cwd' | 'env'>,
): Promise<ProjectState & {readonly connected: Connected}> {
	const root = rootOf(invocation);
	const connected = await connect({root, env: invocation.env});
	return {root, connected, fleet: await connected.client.readFleet()};
}
