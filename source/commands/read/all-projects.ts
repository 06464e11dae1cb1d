import {readdirSync} from 'node:fs';
import path from 'node:path';
import {createClient} from '../../api/client.ts';
import {socketFolder} from '../../api/spawn.ts';
import type {EpochMs} from '../../core/ids.ts';
import {toSafeJson} from '../../stream/safe-json.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import {toFailure} from '../failure.ts';
import type {ExitCode, Invocation} from '../invocation.ts';
import {readKnownProjects} from '../supervisor/known-projects.ts';
import {toFleetJson} from './agent-json.ts';
import {formatTable} from './agent-table.ts';
import {type ProjectState, readStateOf} from './project-state.ts';

/** `towline ps --all`: every project of this user for which a supervisor has run, now or before. */
export async function printAllProjects({env, options, print, terminal}: Invocation): Promise<ExitCode> {
	const projects = await readProjects(env);
	const now = Date.now() as EpochMs;

	if (options.json) {
		await print(
			toSafeJson(
				projects.map(project => toJson(project, now)),
				'\t',
			),
		);
		return 0;
	}

	for (const project of projects) {
		const table = 'problem' in project ? project.problem : formatTable(project.fleet, now, terminal);
		await print(`${toHeading(project)}\n${table}\n`);
	}

	if (projects.length === 0) {
		await print(
			'No supervisor has run for any of your projects. `towline ps` shows the project of the current folder.',
		);
	}

	return 0;
}

/** A project's state, or why it cannot be read. One broken project must not hide the others. */
type Project = ProjectState | {readonly root: string; readonly problem: string};

async function readProjects(env: NodeJS.ProcessEnv): Promise<readonly Project[]> {
	const roots = new Set([...readKnownProjects(env), ...(await readLiveRoots())]);
	return Promise.all([...roots].sort().map(root => readProject(root, env)));
}

/** Tries `TOWLINE_SOCKET` first; it belongs to one project at most, so the default socket is tried next. */
async function readProject(root: string, env: NodeJS.ProcessEnv): Promise<Project> {
	try {
		return await readStateOf(root, env).catch(() => readStateOf(root, {...env, TOWLINE_SOCKET: undefined}));
	} catch (error) {
		return {root, problem: toFailure(error).line};
	}
}

/** Roots of the supervisors that are listening now, found by their sockets. */
async function readLiveRoots(): Promise<readonly string[]> {
	const folder = socketFolder();
	const names = folder === undefined ? [] : readdirSync(folder).filter(name => name.endsWith('.sock'));
	const found = await Promise.all(
		names.map(name =>
			createClient({socketPath: path.join(folder ?? '', name)})
				.hello()
				.then(({root}) => root)
				.catch(() => undefined),
		),
	);
	return found.filter(root => root !== undefined);
}

function toHeading(project: Project): string {
	const isDown = 'fleet' in project && !project.connected;
	return toOneLine(`${project.root}${isDown ? ' (no supervisor is running)' : ''}`);
}

function toJson(project: Project, now: EpochMs) {
	const {root} = project;
	return 'problem' in project
		? {root, supervisor: null, problem: project.problem}
		: {root, supervisor: project.connected?.hello.pid ?? null, problem: null, ...toFleetJson(project.fleet, now)};
}
