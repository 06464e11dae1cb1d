import path from 'node:path';
import {TowlineError} from '../core/errors.ts';
import {type AgentId, type RunId, type StoryId, splitAgentId, storyIdProblem, toAgentId} from '../core/ids.ts';

/** Everything Towline keeps of a project lies in here; git ignores it as a whole. */
export function databaseFolder(root: string): string {
	return path.join(root, '.towline');
}

/** SQLite: the facts. */
export function databaseFile(root: string): string {
	return path.join(databaseFolder(root), 'state.db');
}

/** An empty SQLite file whose lock says who owns the project; see `own-project.ts`. */
export function ownerFile(root: string): string {
	return path.join(databaseFolder(root), 'owner.lock');
}

/** The supervisor's own log, for whoever looks for a fault of ours. */
export function supervisorLogFile(root: string): string {
	return path.join(databaseFolder(root), 'supervisor.log');
}

export function logsFolder(root: string): string {
	return path.join(databaseFolder(root), 'logs');
}

/** Facts of no run. */
export function projectLogFile(root: string): string {
	return path.join(logsFolder(root), 'project.jsonl');
}

/** Which log: a run's, or with neither the project's own. */
export type LogName = {readonly agent?: AgentId; readonly run?: RunId};

const agentNamePattern = /^[^/\\\p{Cc}]{1,100}$/u;
const runPattern = /^[A-Za-z0-9]{1,40}$/;

/**
 * Where an event of this agent and run is logged: `logs/<story>/<agent>-<run>.jsonl`, or the project's log without a run.
 * Throws `STORE_FAILED` for names that would leave the folder.
 */
export function logFile(root: string, {agent, run}: LogName): string {
	if (agent === undefined || run === undefined) {
		return projectLogFile(root);
	}

	const {story, agentName} = splitAgentId(agent);

	if (storyIdProblem(story) || !agentNamePattern.test(agentName) || !runPattern.test(run)) {
		throw new TowlineError('STORE_FAILED', `"${agent}", "${run}" cannot name a log file.`);
	}

	return path.join(logsFolder(root), story, `${agentName}-${run}.jsonl`);
}

/** The agent and run whose log a path is; `undefined` for any other file. A run id has no `-`, so the last one splits. */
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
