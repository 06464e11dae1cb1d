import {z} from 'zod';
import {cannotStore, costUsd, count, time, tokens} from './fields.ts';

/** `status --json`. */
export const status = z.strictObject({
	state: z.enum(['none', 'running', 'hung']),
	pid: z.number().int().nullable(),
	socket: z.string().nullable(),
	startedAt: time.nullable(),
	clients: count,
	cannotStore,
});

/** `cost --json`: one element for each story, agent, model or day. */
export const cost = z.array(
	z.strictObject({key: z.string(), runs: count, tokens, costUsd, costIsEstimate: z.boolean()}),
);

/** `doctor --json`: one element for each check. */
export const doctor = z.array(
	z.strictObject({
		what: z.string(),
		state: z.enum(['good', 'warning', 'bad']),
		detail: z.string(),
		advice: z.string().nullable(),
	}),
);

/** `worktree ls --json`. */
export const worktree = z.array(
	z.strictObject({
		story: z.string(),
		path: z.string(),
		branch: z.string().nullable(),
		base: z.string(),
		changedFiles: count,
		untrackedFiles: count,
		unmergedCommits: count,
		/** Why it is locked; `null` if it is not. */
		lock: z.string().nullable(),
	}),
);

/** `trust --list --json`. */
export const trust = z.array(z.strictObject({root: z.string(), trustedAt: time.nullable()}));
