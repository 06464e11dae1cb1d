import type {z} from 'zod';
import {ps, queue, since} from './agents.ts';
import {event, found} from './events.ts';
import {cost, doctor, status, trust, worktree} from './project.ts';

/** By command: what `--json` prints. A command that prints many lines prints one such value a line. */
export const outputSchemas: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
	['cost', cost],
	['doctor', doctor],
	['logs', event],
	['ps', ps],
	['queue', queue],
	['run', event],
	['search', found],
	['since', since],
	['status', status],
	['trust', trust],
	['worktree', worktree],
]);
