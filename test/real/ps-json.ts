import {z} from 'zod';

/** What the tests read of `towline ps --json`. */
export const psJson = z.object({
	project: z.string(),
	agents: z.array(
		z.object({
			id: z.string(),
			story: z.string(),
			status: z.string(),
			reason: z.string().nullable(),
			sessionId: z.string().nullable(),
			model: z.string().nullable(),
			tokens: z.object({input: z.number(), output: z.number(), cacheWrite: z.number(), cacheRead: z.number()}),
			costUsd: z.number().nullable(),
			costIsEstimate: z.boolean(),
			attempt: z.number(),
			exit: z.object({kind: z.string(), by: z.string().optional()}).nullable(),
			permission: z.object({requestId: z.string(), tool: z.string(), summary: z.string()}).nullable(),
		}),
	),
});

export type PsAgent = z.output<typeof psJson>['agents'][number];
