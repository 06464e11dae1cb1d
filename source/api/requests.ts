import {z} from 'zod';
import type {Command} from '../core/commands/command.ts';
import {TowlineError} from '../core/errors.ts';
import type {PermissionDecision} from '../core/fleet/permission.ts';
import {type AgentId, isRunId, type RunId} from '../core/ids.ts';
import type {CommandRequest, SentEnvironment} from './contract.ts';

const agent = z
	.string()
	.regex(/^[^:]+:./, 'expected story:agent')
	.transform(text => text as AgentId);
const flag = z.boolean().optional();
const decision: z.ZodType<PermissionDecision> = z.discriminatedUnion('kind', [
	z.strictObject({
		kind: z.literal('allow'),
		edited: z.string().optional(),
		input: z.record(z.string(), z.unknown()).optional(),
		always: flag,
	}),
	z.strictObject({kind: z.literal('answer'), answers: z.array(z.array(z.string()))}),
	z.strictObject({kind: z.literal('deny'), message: z.string()}),
	z.strictObject({kind: z.literal('cancel')}),
]);
const command: z.ZodType<Command> = z.discriminatedUnion('type', [
	z.strictObject({type: z.literal('start'), agent, isUnattended: flag, isForced: flag}),
	z.strictObject({
		type: z.literal('resume'),
		agent,
		session: z.string().min(1).optional(),
		message: z.string().optional(),
		isUnattended: flag,
		isForced: flag,
		evenIfOpen: flag,
	}),
	z.strictObject({type: z.literal('kill'), agent: agent.optional()}),
	z.strictObject({type: z.literal('interrupt'), agent}),
	z.strictObject({type: z.literal('message'), agent, text: z.string().min(1)}),
	z.strictObject({type: z.literal('answer'), agent, requestId: z.string(), decision}),
	z.strictObject({type: z.literal('move'), agent, rank: z.number()}),
	z.strictObject({type: z.literal('pause')}),
	z.strictObject({type: z.literal('unpause')}),
	z.strictObject({type: z.literal('see'), agent}),
]);
const environment: z.ZodType<SentEnvironment> = z.record(z.string(), z.string());
const commandRequest: z.ZodType<CommandRequest> = z.strictObject({command, environment: environment.optional()});
const downRequest = z.strictObject({keep: z.boolean().default(false)});
const count = z.coerce.number().int().nonnegative().optional();
const transcriptQuery = z.object({
	run: z
		.string()
		.refine(isRunId, 'expected a run id')
		.transform(text => text as RunId)
		.optional(),
	position: count,
});

/** Reads requests from `unknown`. Each function throws `USAGE` with the field and what was expected. */
export const readRequest = {
	command: (body: unknown) => read(commandRequest, body),
	environment: (body: unknown) => read(environment, body),
	down: (body: unknown) => read(downRequest, body),
	agent: (text: string) => read(agent, text),
	since: (text: string | undefined) => read(count, text),
	/** `lastEventId` has the form `run:position`, like the ids of the stream, and outranks the query. */
	cursor(query: {readonly run: string | undefined; readonly position: string | undefined}, lastEventId?: string) {
		const [run, position] = lastEventId?.split(':') ?? [];
		return read(transcriptQuery, {run: run ?? query.run, position: position ?? query.position});
	},
};

function read<Output>(schema: z.ZodType<Output>, value: unknown): Output {
	const result = schema.safeParse(value);

	if (result.success) {
		return result.data;
	}

	const issue = result.error.issues[0];
	const where = issue?.path.join('.');
	throw new TowlineError(
		'USAGE',
		`The request is not valid: ${where ? `${where}: ` : ''}${issue?.message ?? 'invalid'}.`,
		{hint: 'docs/api.md shows every request.'},
	);
}
