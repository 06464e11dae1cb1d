import path from 'node:path';
import {TowlineError} from '../core/errors.ts';
import {type AgentId, type RunId, type StoryId, splitAgentId, storyIdProblem, toAgentId} from '../core/ids.ts';

/** The folder with everything that Towline stores of a project. git ignores it. */
export function databaseFolder(root: string): string {
	return path.join(root, '.towline');
}

/** The SQLite database of facts. */
export function databaseFile(root: string): string {
	return path.join(databaseFolder(root), 'state.db');
}

/** An empty SQLite file. The process that locks it owns the project; see `own-project.ts`. */
export function ownerFile(root: string): string {
	return path.join(databaseFolder(root), 'owner.lock');
}

/** The supervisor's log, for debugging Towline itself. */
export function supervisorLogFile(root: string): string {
	return path.join(databaseFolder(root), 'supervisor.log');
}

/** The folder of run logs. */
export function logsFolder(root: string): string {
	return path.join(databaseFolder(root), 'logs');
}

/** The log of facts that belong to no run. */
export function projectLogFile(root: string): string {
	return path.join(logsFolder(root), 'project.jsonl');
}

/** Names a log: that of a run, or with neither field that of the project. */
export type LogName = {readonly agent?: AgentId; readonly run?: RunId};

/** The names of agents that may be part of a log's file name. */
export const agentNamePattern = /^[^/\\\p{Cc}]{1,100}$/u;
const runPattern = /^[A-Za-z0-9]{1,40}$/;

/**
 * Path of a log: `logs/<story>/<agent>-<run>.jsonl`, or that of the project's log without a run.
 * Throws `STORE_FAILED` for names that would lead out of the folder.
 */
export function logFile(root: string, {agent, run}: LogName): string {
	if (agent === undefined || run === undefined) {
		return projectLogFile(root);
	}

	const {story, agentName} = splitAgentId(agent);

	if (storyIdProblem(story) || !agentNamePattern.test(agentName) || !runPattern.test(run)) {
		throw new TowlineError('STORE_FAILED', `"${agent}", "${run}" are not valid in the name of a log file.`);
	}

	return path.join(logsFolder(root), story, `${agentName}-${run}.jsonl`);
}

/** The agent and run of a log's path; `undefined` for other files. A run id contains no `-`, so the last `-` separates. */
export function parseLogFile(file: string): {readonly agent: AgentId; readonly run: RunId} | undefined {
	const story = path.basename(path.dirname(file));
	const stem = path.basename(file, '.jsonl');
	const dash = stem.lastIndexOf('-');
	const run = stem.slice(dash + 1);

	if (dash < 1 || !file.endsWith('.jsonl') || !runPattern.test(run) || storyIdProblem(story)) {
		return undefined;
	}

	return {agent: toAgentId(story as StoryId, stem.slice(0, dash)), run: run as RunId};
}
