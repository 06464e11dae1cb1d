import {createHash} from 'node:crypto';
import path from 'node:path';
import type {AgentConfig, PermissionRule, ProjectConfig} from '../config/config.ts';

/** One thing in a configuration that is executed, or that decides what may be: `setup 1` is `npm ci`. */
export type Executable = {readonly what: string; readonly value: string};

/**
 * Everything in a configuration that a person must have seen before it takes effect: programs, their arguments and
 * environment, commands, and the rules by which agents are allowed things. Prompts are not among them: they are text for an
 * agent, like the stories.
 */
export function listExecutables({agents, worktree, notify, permissions}: ProjectConfig): readonly Executable[] {
	return [
		...agents.flatMap(executablesOf),
		...worktree.setup.map((value, index) => ({what: `setup ${index + 1}`, value})),
		...worktree.teardown.map((value, index) => ({what: `teardown ${index + 1}`, value})),
		...(path.isAbsolute(worktree.path) ? [{what: 'worktrees in', value: worktree.path}] : []),
		...(notify.command === undefined ? [] : [{what: 'notify command', value: notify.command}]),
		...permissions.map((rule, index) => ({what: `rule ${index + 1}`, value: describe(rule)})),
	];
}

/** By `what`: a hash of the value. Values are not stored outside the project, because an environment may hold secrets. */
export type ExecutableHashes = Readonly<Record<string, string>>;

/** The hashes of all executables, to be remembered and compared. */
export function hashExecutables(executables: readonly Executable[]): ExecutableHashes {
	return Object.fromEntries(
		executables.map(({what, value}) => [what, createHash('sha256').update(value).digest('hex')]),
	);
}

/** Whether two configurations execute the same. */
export function areSame(one: ExecutableHashes, other: ExecutableHashes): boolean {
	const names = Object.keys(one);
	return names.length === Object.keys(other).length && names.every(name => one[name] === other[name]);
}

function executablesOf(agent: AgentConfig): readonly Executable[] {
	const what = (part: string) => `agent ${agent.name}${part}`;
	return [
		{what: what(''), value: agent.command ?? `${agent.runtime} (its usual program)`},
		...(agent.args.length > 0 ? [{what: what(' args'), value: agent.args.map(quote).join(' ')}] : []),
		...Object.entries(agent.env).map(([name, value]) => ({what: what(` env ${name}`), value})),
		...(agent.permissionMode === undefined ? [] : [{what: what(' mode'), value: agent.permissionMode}]),
	];
}

function describe({tool, field, match, decision}: PermissionRule): string {
	const parts = [
		decision,
		tool,
		...(field === undefined ? [] : [`with ${field}`]),
		...(match === undefined ? [] : [quote(match)]),
	];
	return parts.join(' ');
}

/** Quotes what holds more than plain characters, so that two arguments never look like one. */
function quote(text: string): string {
	return /^[\w@%+=:,./*-]+$/.test(text) ? text : JSON.stringify(text);
}
