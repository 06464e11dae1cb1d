import {existsSync, statSync} from 'node:fs';
import path from 'node:path';
import type {ProjectConfig} from '../../project/config/config.ts';
import {type Executable, hashExecutables, listExecutables} from '../../project/trust/executables.ts';
import {inspectStoredState, type StoredState} from '../../project/trust/stored-state.ts';
import {readTrust, type Trust} from '../../project/trust/trust-store.ts';
import {toSafeJson} from '../../stream/safe-json.ts';
import {readProjectConfig} from '../read/fleet-without-supervisor.ts';

/** What a person must know to decide whether to trust a project. */
export type TrustQuestion = {
	readonly config: ProjectConfig;
	readonly state: StoredState;
	readonly trust: Trust;
	/** What would be executed, and what else speaks for or against it; safe to print. */
	readonly lines: readonly string[];
};

/** Reads a project's configuration and stored state. Executes nothing of the project. Throws `CONFIG_INVALID`. */
export async function readTrustQuestion(root: string, env: NodeJS.ProcessEnv): Promise<TrustQuestion> {
	const config = await readProjectConfig(root);
	const state = await inspectStoredState(root, env);
	const trust = readTrust(config, env);
	return {config, state, trust, lines: toLines(config, state, trust)};
}

/** Whether there is nothing to ask. */
export function isTrusted({state, trust}: TrustQuestion): boolean {
	return trust.kind === 'trusted' && (state.kind === 'own' || state.kind === 'absent');
}

function toLines(config: ProjectConfig, state: StoredState, trust: Trust): readonly string[] {
	return [
		`${visible(config.file)} executes, as you:`,
		'',
		...toTable(listExecutables(config), trust),
		'',
		...ownerLine(config),
		...agentFilesLine(config.root),
		...stateLine(config.root, state),
		'Stories are prompts: whoever writes one tells an agent, which runs as you, what to do.',
	];
}

function toTable(executables: readonly Executable[], trust: Trust): readonly string[] {
	const before = trust.kind === 'changed' ? trust.record.executables : undefined;
	const now = hashExecutables(executables);
	const width = Math.max(...executables.map(({what}) => what.length));
	const markOf = (what: string) => {
		if (!before || before[what] === now[what]) {
			return '  ';
		}

		return before[what] === undefined ? '+ ' : '~ ';
	};
	const gone = Object.keys(before ?? {}).filter(what => now[what] === undefined);
	return [
		...executables.map(({what, value}) => `${markOf(what)}${visible(what).padEnd(width)}  ${visible(value)}`),
		...gone.map(what => `- ${visible(what)}`),
		...(before ? ['', 'Since you trusted it: + added, ~ changed, - removed.'] : []),
	];
}

function ownerLine({file}: ProjectConfig): readonly string[] {
	const {uid} = statSync(file);
	return process.getuid === undefined || uid === process.getuid()
		? []
		: [`The file belongs to another user (uid ${uid}), who can change it at any time.`];
}

/** Files of a repository that agent programs obey, also where they ask nobody. */
const agentFiles = ['.claude/settings.json', '.claude/settings.local.json', '.mcp.json', 'CLAUDE.md', 'AGENTS.md'];

function agentFilesLine(root: string): readonly string[] {
	const there = agentFiles.filter(file => existsSync(path.join(root, file)));
	return there.length === 0 ? [] : [`Agent programs also obey these files of the repository: ${there.join(', ')}.`];
}

function stateLine(root: string, state: StoredState): readonly string[] {
	const folder = visible(path.join(root, '.towline'));

	switch (state.kind) {
		case 'absent':
		case 'own':
			return [];
		case 'probably-own':
			return [`${folder} has stored stories and sessions without a mark of yours; ${visible(state.why)}.`];
		case 'foreign':
			return [visible(state.problem.message)];
	}
}

/** Shows characters that a terminal would hide or act on as JSON escapes, so that a command cannot look like another. */
function visible(text: string): string {
	return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text) ? toSafeJson(text) : text;
}
