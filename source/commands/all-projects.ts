import {readdirSync} from 'node:fs';
import path from 'node:path';
import {createClient} from '../api/client.ts';
import {socketFolder} from '../api/spawn.ts';
import type {Fleet} from '../core/fleet.ts';
import type {EpochMs} from '../core/ids.ts';
import {toFleetJson} from './agent-json.ts';
import {formatTable} from './agent-table.ts';
import type {ExitCode, Invocation} from './invocation.ts';

/** `towline ps --all`: every project of this user whose supervisor runs. */
export async function printAllProjects({options, print, terminal}: Invocation): Promise<ExitCode> {
	const projects = await readProjects();
	const now = Date.now() as EpochMs;

	if (options.json) {
		const json = projects.map(({root, fleet}) => ({root, ...toFleetJson(fleet, now)}));
		await print(JSON.stringify(json, null, '\t'));
		return 0;
	}

	for (const {root, fleet} of projects) {
		await print(`${root}\n${formatTable(fleet, now, terminal)}\n`);
	}

	if (projects.length === 0) {
		await print('No supervisor of yours runs. `towline ps` shows the project that you stand in.');
	}

	return 0;
}

type Project = {readonly root: string; readonly fleet: Fleet};

async function readProjects(): Promise<readonly Project[]> {
	const folder = socketFolder();
	const names = folder === undefined ? [] : readdirSync(folder).filter(name => name.endsWith('.sock'));
	const found = await Promise.all(names.map(name => readProject(path.join(folder ?? '', name))));
	return found.filter(project => project !== undefined).sort((a, b) => (a.root < b.root ? -1 : 1));
}

/** `undefined` for a socket whose supervisor is gone or of another build. */
async function readProject(socketPath: string): Promise<Project | undefined> {
	const client = createClient({socketPath});

	try {
		return {root: (await client.hello()).root, fleet: await client.readFleet()};
	} catch {
		return undefined;
	}
}
