import {z} from 'zod';
import {durationExpectation, toDurationMs} from './duration.ts';
import {globProblem} from './permission-glob.ts';
import {templateProblem} from './prompt.ts';

/*
 * The kinds of values in towline.toml. Every `error` is what was expected, worded to follow "expected ".
 */

/** A switch; `1` and `"yes"` are none. */
export const flag = z.boolean({error: 'true or false'});

/** One line without control characters, since names end up in the table and in the terminal's title. */
export const line = z
	.string({error: 'a text of one line'})
	.regex(/^[^\p{Cc}]{1,200}$/u, {error: 'a text of one line, 1 to 200 characters'});

/** Anything that can be an argument or a command; the system ends those at a NUL. */
export const commandText = z
	.string({error: 'a text'})
	.regex(/^[^\0]{1,10000}$/u, {error: 'a text of 1 to 10000 characters'});

/** Whole numbers only: half an agent is a slip of the pen. */
export function count(least: number, most: number) {
	const error = `a whole number from ${least} to ${most}`;
	return z.int({error}).min(least, {error}).max(most, {error});
}

const mostUsd = 1_000_000;

/** US dollars to spend. Zero is refused: it would forbid every start, and a budget that is left out means none. */
export const budgetUsd = z
	.number({error: `US dollars, more than 0 and at most ${mostUsd}`})
	.gt(0, {error: `US dollars, more than 0 and at most ${mostUsd}`})
	.max(mostUsd, {error: `US dollars, more than 0 and at most ${mostUsd}`});

const priceError = 'US dollars per million tokens, from 0 to 100000';
/** Zero is a price: some models are free. */
export const price = z.number({error: priceError}).min(0, {error: priceError}).max(100_000, {error: priceError});

/** Milliseconds, read from `"15m"`. */
export const duration = z.string({error: durationExpectation}).transform((text, context) => {
	const ms = toDurationMs(text);
	return ms ?? refuse(context, text, durationExpectation);
});

/** What a permission rule matches. */
export const glob = z.string({error: 'a glob'}).superRefine((text, context) => {
	const problem = globProblem(text);
	problem && refuse(context, text, problem);
});

/** A mustache template over the given variables; `required` must be among those it names. */
export function template(variables: readonly string[], required?: string) {
	return z
		.string({error: 'a text'})
		.min(1, {error: 'a text that is not empty'})
		.superRefine((text, context) => {
			const problem = templateProblem(text, variables);
			const lacksRequired = required !== undefined && !text.includes(required);
			problem && refuse(context, text, problem);
			lacksRequired && refuse(context, text, `a text with {{${required}}}, or all stories would share it`);
		});
}

/** A table of the file: unknown keys in it are refused. */
export function table<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
	return z.strictObject(shape, {error: issue => (issue.code === 'unrecognized_keys' ? undefined : 'a table')});
}

type Context = {addIssue(issue: {code: 'custom'; message: string; input: unknown}): void};

/** Says what was expected instead. */
function refuse(context: Context, input: unknown, message: string): never {
	context.addIssue({code: 'custom', message, input});
	return z.NEVER;
}
