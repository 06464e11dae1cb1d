import {z} from 'zod';
import {count, time} from './fields.ts';

/** A line of `logs --json` and `run --json`. Events have fields of their own; docs/api.md describes them. */
export const event = z.looseObject({
	at: time,
	seq: count.optional(),
	position: count.optional(),
	agent: z.string().optional(),
	run: z.string().optional(),
	event: z.looseObject({type: z.string()}),
});

/** A line of `search --json`. */
export const found = z.strictObject({
	agent: z.string(),
	run: z.string(),
	position: count,
	at: time,
	kind: z.string(),
	line: z.string(),
});
