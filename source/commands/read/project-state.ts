import path from 'node:path';
import {type Connected, connect, connectIfRunning} from '../../api/spawn.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {findProject} from '../../project/find-project.ts';
import type {Invocation} from '../invocation.ts';
import {askAgain} from './ask-again.ts';

/** What a command knows of a project. */
export type ProjectState = {
	readonly root: string;
	readonly fleet: Fleet;
	/** `undefined` if no supervisor is running; the fleet was then read from its files. */
	readonly connected: Connected | undefined;
};

/** The root of the project that contains the current folder. Throws `CONFIG_MISSING`, and `NOT_TRUSTED` if another user's file is found above. */
export function rootOf({cwd, env}: Pick<Invocation, 'cwd'> & Partial<Pick<Invocation, 'env'>>): string {
	return path.dirname(findProject(cwd, env));
}

/** Reads the project's state from its supervisor, or from stored files if none is running. Starts none. */
export async function readState(
	invocation: Pick<Invocation, 'cwd' | 'env'> & Partial<Pick<Invocation, 'printError' | 'detail'>>,
): Promise<ProjectState> {
	const state = await readStateOf(rootOf(invocation), invocation.env, invocation.printError);
	describe(state, invocation);
	return state;
}

/** What `--verbose` says of the project. */
function describe({root, connected}: ProjectState, {detail}: Partial<Pick<Invocation, 'detail'>>): void {
	detail?.(`the project is ${root}`);
	detail?.(
		connected
			? `its supervisor has pid ${connected.hello.pid} and listens on ${connected.hello.socket}`
			: 'no supervisor is running; reading the stored state and the story files',
	);
}

/** Like `readState`, for a known root. `warn` gets a sentence about stored state that is not believed. */
export async function readStateOf(
	root: string,
	env: NodeJS.ProcessEnv,
	warn: (text: string) => void = () => {},
): Promise<ProjectState> {
	return askAgain(() => readOnce(root, env, warn));
}

async function readOnce(root: string, env: NodeJS.ProcessEnv, warn: (text: string) => void): Promise<ProjectState> {
	const connected = await connectIfRunning({root, env});

	if (connected) {
		return {root, connected, fleet: await connected.client.readFleet()};
	}

	// Loaded only now: with a supervisor neither the database nor the configuration is read here.
	const {readStoredFacts} = await import('./stored-facts.ts');
	const {readFleetWithoutSupervisor} = await import('./fleet-without-supervisor.ts');
	const stored = await readStoredFacts(root, env);
	stored.warning === undefined || warn(`towline: ${stored.warning}`);
	return {root, connected, fleet: await readFleetWithoutSupervisor(root, stored.fleet)};
}

/** Connects to the project's supervisor, starting it if necessary, and reads its fleet. */
export async function openProject(
	invocation: Pick<Invocation, 'cwd' | 'env' | 'detail'>,
): Promise<ProjectState & {readonly connected: Connected}> {
	const root = rootOf(invocation);
	const connected = await connect({root, env: invocation.env});
	const state = {root, connected, fleet: await connected.client.readFleet()};
	describe(state, invocation);
	return state;
}
