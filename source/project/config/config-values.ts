import {z} from 'zod';
import {durationExpectation, toDurationMs} from './duration.ts';
import {globProblem} from './permission-glob.ts';
import {templateProblem} from './prompt.ts';

/*
 * The types of values in towline.toml. Every `error` names what is valid; it follows the word "expected" in a sentence.
 */

/** A boolean; `1` and `"yes"` are refused. */
export const flag = z.boolean({error: 'true or false'});

/** One line without control characters: names are shown in the table and in the terminal's title. */
export const line = z
	.string({error: 'a string of one line'})
	.regex(/^[^\p{Cc}]{1,200}$/u, {error: 'a string of one line, 1 to 200 characters'});

/** An argument or a command. NUL is refused, because the system ends both there. */
export const commandText = z
	.string({error: 'a string'})
	.regex(/^[^\0]{1,10000}$/u, {error: 'a string of 1 to 10000 characters'});

/** A whole number in a range. */
export function count(least: number, most: number) {
	const error = `a whole number from ${least} to ${most}`;
	return z.int({error}).min(least, {error}).max(most, {error});
}

const mostUsd = 1_000_000;

/** A budget in US dollars. Zero is refused because it would prevent every start; leave the key out for no budget. */
export const budgetUsd = z
	.number({error: `US dollars, more than 0 and at most ${mostUsd}`})
	.gt(0, {error: `US dollars, more than 0 and at most ${mostUsd}`})
	.max(mostUsd, {error: `US dollars, more than 0 and at most ${mostUsd}`});

const priceError = 'US dollars per million tokens, from 0 to 100000';
/** A price in US dollars per million tokens. Zero is allowed: some models are free. */
export const price = z.number({error: priceError}).min(0, {error: priceError}).max(100_000, {error: priceError});

/** A duration such as `"15m"`, parsed to milliseconds. */
export const duration = z.string({error: durationExpectation}).transform((text, context) => {
	const ms = toDurationMs(text);
	return ms ?? refuse(context, text, durationExpectation);
});

/** The glob of a permission rule. */
export const glob = z.string({error: 'a glob'}).superRefine((text, context) => {
	const problem = globProblem(text);
	problem && refuse(context, text, problem);
});

/** A mustache template that uses only the given variables, and uses `required`. */
export function template(variables: readonly string[], required?: string) {
	return z
		.string({error: 'a string'})
		.min(1, {error: 'a string that is not empty'})
		.superRefine((text, context) => {
			const problem = templateProblem(text, variables);
			const lacksRequired = required !== undefined && !text.includes(required);
			problem && refuse(context, text, problem);
			lacksRequired &&
				refuse(context, text, `a template that contains {{${required}}}, because each story needs its own`);
		});
}

/** A table of the file. Unknown keys are errors. */
export function table<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
	return z.strictObject(shape, {error: issue => (issue.code === 'unrecognized_keys' ? undefined : 'a table')});
}

type Context = {addIssue(issue: {code: 'custom'; message: string; input: unknown}): void};

/** Reports an invalid value; `message` names what was expected. */
function refuse(context: Context, input: unknown, message: string): never {
	context.addIssue({code: 'custom', message, input});
	return z.NEVER;
}
