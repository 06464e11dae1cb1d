import {TowlineError} from './errors.ts';

/** A story file's stem, `42_checkout-coupons`: `[A-Za-z0-9][A-Za-z0-9._-]{0,99}`, fit for a git branch. */
export type StoryId = string & {readonly __brand: 'StoryId'};
/** `story:agent`, one row of the table. A story id has no colon, so the first colon splits it. */
export type AgentId = string & {readonly __brand: 'AgentId'};
/** One process of an agent on a story. Sorts by time; has no `-`, so a log's file name can be taken apart. */
export type RunId = string & {readonly __brand: 'RunId'};
/** The agent program's own conversation id. */
export type SessionId = string & {readonly __brand: 'SessionId'};
/** Milliseconds since 1970. */
export type EpochMs = number & {readonly __brand: 'EpochMs'};

const storyIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Why a text cannot be a story's id, or `undefined` if it can. git refuses `..`, a last `.` and `.lock` in a branch. */
export function storyIdProblem(text: string): string | undefined {
	if (!storyIdPattern.test(text)) {
		return 'use 1 to 100 letters, digits, ".", "_" and "-", beginning with a letter or digit';
	}

	if (text.includes('..') || text.endsWith('.') || text.endsWith('.lock')) {
		return 'git refuses a branch name with "..", or ending in "." or ".lock"';
	}

	return undefined;
}

/** Throws `STORY_ID_INVALID` if the text is not safe for git or a shell. */
export function toStoryId(text: string): StoryId {
	const problem = storyIdProblem(text);

	if (problem) {
		throw new TowlineError('STORY_ID_INVALID', `"${text}" cannot be a story's id: ${problem}.`, {
			hint: 'Rename the file: its name without ".md" is the id.',
		});
	}

	return text as StoryId;
}

export function toAgentId(story: StoryId, agentName: string): AgentId {
	return `${story}:${agentName}` as AgentId;
}

/** The two halves of `story:agent`. */
export function splitAgentId(id: AgentId): {readonly story: StoryId; readonly agentName: string} {
	const colon = id.indexOf(':');
	return {story: id.slice(0, colon) as StoryId, agentName: id.slice(colon + 1)};
}

/** `random` is any fraction in [0, 1): two runs of one millisecond must still differ. */
export function toRunId(at: EpochMs, random: number): RunId {
	const suffix = Math.floor(random * 36 ** 4)
		.toString(36)
		.padStart(4, '0');
	return `r${at.toString(36)}${suffix}` as RunId;
}

export function isRunId(text: string): text is RunId {
	return /^r[a-z0-9]{8,20}$/.test(text);
}
