import {z} from 'zod';
import {budgetUsd, commandText, count, duration, flag, glob, line, price, table, template} from './config-values.ts';
import {branchProblem, copyProblem, folderProblem, worktreePathProblem} from './path-problems.ts';
import {promptVariables, worktreeVariables} from './prompt.ts';

/** The prompt of an agent whose `prompt` is not set. */
export const defaultPrompt = `You work on story {{story.id}}: {{story.title}}.
Your folder is {{worktree}}. Change files only there, and commit what you complete.

{{story.body}}
`;

const agentName = z.string({error: 'a name'}).regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/, {
	error:
		'a name of 1 to 50 letters, digits, ".", "_" and "-", beginning with a letter or digit (it is used in file names)',
});

const environment = z.record(
	z.string().regex(/^(?!TOWLINE_RUN$)[A-Za-z_][A-Za-z0-9_]*$/, {
		error: 'names of letters, digits and "_", not beginning with a digit (TOWLINE_RUN is reserved)',
	}),
	z.string({error: 'a string'}).regex(/^[^\0]*$/, {error: 'a string without NUL characters'}),
	{error: 'a table of strings'},
);

/** One `[[agent]]`. `runtimes` are the allowed names. */
function createAgentSchema(runtimes: readonly string[]) {
	return table({
		name: agentName,
		runtime: z.enum(runtimes.map(String), {error: `one of ${runtimes.join(', ')}`}),
		command: commandText.optional(),
		args: z.array(commandText.or(z.literal('')), {error: 'a list of strings'}).default([]),
		env: environment.default({}),
		permission_mode: line.optional(),
		max_parallel: count(1, 500).optional(),
		max_turns: count(1, 100_000).optional(),
		prompt: template(promptVariables).default(defaultPrompt),
	});
}

const permissionRule = table({
	tool: line,
	match: glob.optional(),
	field: line.optional(),
	decision: z.enum(['allow', 'deny', 'ask'], {error: '"allow", "deny" or "ask"'}),
});

const commands = z.array(commandText, {error: 'a list of commands'});

/**
 * The schema of `towline.toml`. Names are those of the file. All defaults are defined here and nowhere else.
 * `prefault` is a default that is parsed like a value in the file.
 */
export function createConfigSchema(runtimes: readonly string[]) {
	return table({
		project: table({
			name: line.optional(),
			stories: commandText
				.refine(text => !folderProblem(text), {error: 'a folder ("~" is not expanded)'})
				.default('stories'),
			base: line.refine(text => !branchProblem(text), {error: 'a branch or commit'}).optional(),
		}).prefault({}),
		worktree: table({
			enabled: flag.default(true),
			path: check(template(worktreeVariables, 'story.id'), worktreePathProblem).default(
				'.towline/worktrees/{{story.id}}',
			),
			branch: check(template(worktreeVariables, 'story.id'), branchProblem).default('towline/{{story.id}}'),
			setup: commands.default([]),
			teardown: commands.default([]),
			copy: z.array(check(commandText, copyProblem), {error: 'a list of files and folders'}).default([]),
		}).prefault({}),
		limits: table({
			max_parallel: count(1, 500).default(4),
			max_waiting: count(0, 500).default(8),
			max_retries: count(0, 100).default(2),
			inactivity_timeout: duration.prefault('15m'),
			background_timeout: duration.prefault('10m'),
			permission_timeout: duration.prefault('0'),
			auto_resume: flag.default(true),
			resume_lost: flag.default(false),
			story_budget_usd: budgetUsd.optional(),
			day_budget_usd: budgetUsd.optional(),
			project_budget_usd: budgetUsd.optional(),
		}).prefault({}),
		agent: z
			.array(createAgentSchema(runtimes), {error: 'at least one [[agent]]'})
			.min(1, {error: 'at least one [[agent]]'}),
		permission: z.array(permissionRule, {error: '[[permission]] tables'}).default([]),
		logs: table({keep_logs: duration.prefault('30d')}).prefault({}),
		notify: table({
			bell: flag.default(false),
			title: flag.default(true),
			desktop: flag.default(false),
			command: z.literal('').or(commandText).default(''),
		}).prefault({}),
		prices: z
			.record(line, table({input: price, output: price, cache_read: price.default(0), cache_write: price.default(0)}), {
				error: 'tables such as [prices."gpt-5.5"]',
			})
			.default({}),
	});
}

/** The values of the file, with defaults filled in. */
export type ConfigValues = z.output<ReturnType<typeof createConfigSchema>>;

function check(
	schema: ReturnType<typeof template> | typeof commandText,
	problemOf: (text: string) => string | undefined,
) {
	return schema.superRefine((text, context) => {
		const problem = problemOf(text);

		if (problem) {
			context.addIssue({code: 'custom', message: problem, input: text});
		}
	});
}
