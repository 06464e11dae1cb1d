import {z} from 'zod';

/** A time: ISO 8601 in UTC. */
export const time = z.iso.datetime();
/** A count that is never negative. */
export const count = z.number().int().nonnegative();
/** Whole tokens. `input` contains neither cache count. */
export const tokens = z.strictObject({input: count, output: count, cacheWrite: count, cacheRead: count});
/** US dollars, `null` if the runtime reports none. */
export const costUsd = z.number().nullable();
/** Since when facts cannot be stored, and why; `null` if they can. */
export const cannotStore = z.strictObject({since: time, detail: z.string()}).nullable();
