import {z} from 'zod';
import {statusesByUrgency} from '../../core/fleet/status.ts';
import {cannotStore, costUsd, count, time, tokens} from './fields.ts';

const status = z.enum(statusesByUrgency);
const exit = z.looseObject({
	kind: z.enum(['completed', 'failed', 'killed', 'stillborn', 'rate-limited', 'lost']),
	resetsAt: time.optional(),
});
const permission = z.strictObject({
	requestId: z.string(),
	tool: z.string(),
	summary: z.string(),
	subject: z.looseObject({kind: z.string()}),
	details: z.array(z.strictObject({name: z.string(), text: z.string()})),
	isWhole: z.boolean(),
	reason: z.string().nullable(),
	always: z.string().nullable(),
});
const agent = z.strictObject({
	id: z.string(),
	story: z.string(),
	title: z.string(),
	agent: z.string(),
	runtime: z.string(),
	status,
	reason: z.string().nullable(),
	sessionId: z.string().nullable(),
	sessions: z.array(z.strictObject({model: z.string().nullable(), sessionId: z.string(), openedAt: time.nullable()})),
	model: z.string().nullable(),
	tokens,
	costUsd,
	costIsEstimate: z.boolean(),
	startedAt: time.nullable(),
	endedAt: time.nullable(),
	lastEventAt: time.nullable(),
	attempt: count,
	pid: z.number().int().nullable(),
	exit: exit.nullable(),
	resumesAt: time.nullable(),
	permission: permission.nullable(),
	worktree: z.string().nullable(),
	branch: z.string().nullable(),
	changes: z.strictObject({files: count, added: count, removed: count, commits: count}).nullable(),
});
const fleet = {project: z.string().nullable(), cannotStore, agents: z.array(agent)};
const project = z.union([
	z.strictObject({root: z.string(), supervisor: z.number().int().nullable(), problem: z.null(), ...fleet}),
	z.strictObject({root: z.string(), supervisor: z.null(), problem: z.string()}),
]);
const named = z.strictObject({id: z.string(), story: z.string(), status, reason: z.string().nullable()});

/** `ps --json`: an object; with --all an array, one element for each project. */
export const ps = z.union([z.strictObject(fleet), z.array(project)]);

/** `queue --json`, in the order in which the agents start. */
export const queue = z.strictObject({
	pauses: z.array(z.strictObject({reason: z.enum(['user', 'disk-full', 'budget']), detail: z.string().nullable()})),
	agents: z.array(named),
});

/** `since --json`. */
export const since = z.strictObject({
	/** `null`: since the beginning. */
	since: time.nullable(),
	completed: z.array(named),
	failed: z.array(named),
	stopped: z.array(named),
	needsYou: z.array(named),
	tokens,
	costUsd,
	costIsEstimate: z.boolean(),
});
