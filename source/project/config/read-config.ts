import {readFile, realpath} from 'node:fs/promises';
import path from 'node:path';
import {parse, TomlError} from 'smol-toml';
import {TowlineError, toMessage} from '../../core/errors.ts';
import type {AgentConfig, Price, ProjectConfig} from './config.ts';
import {keysOfTable} from './config-keys.ts';
import {describeIssue, type Problem} from './config-problem.ts';
import {type ConfigValues, createConfigSchema} from './config-schema.ts';
import {type KeyPath, locateKey} from './locate-key.ts';

/**
 * Reads and checks `towline.toml`. `runtimes` are the valid names for `agent.runtime`.
 * Throws `CONFIG_MISSING` if the file cannot be read, and `CONFIG_INVALID` with file, line and what was
 * expected, for every problem.
 */
export async function readConfig(options: {
	readonly file: string;
	readonly runtimes: readonly string[];
}): Promise<ProjectConfig> {
	const toml = await readToml(options.file);
	return parseConfig(toml, {...options, file: await realpath(options.file)});
}

/** Checks the text of a `towline.toml`. Throws `CONFIG_INVALID` with file, line and what was expected. */
export function parseConfig(
	toml: string,
	options: {readonly file: string; readonly runtimes: readonly string[]},
): ProjectConfig {
	const data = parseToml(toml, options.file);
	const schema = createConfigSchema(options.runtimes);
	const result = schema.safeParse(data);

	if (!result.success) {
		const document = {
			data,
			lineOf: (at: KeyPath) => locateKey(toml, at),
			keysOf: (at: KeyPath) => keysOfTable(schema, at),
		};
		const problems = result.error.issues.flatMap(issue => describeIssue(issue, document));
		throw refusal(options.file, [...problems, ...findDuplicateNames(data, toml)]);
	}

	const duplicates = findDuplicateNames(result.data, toml);

	if (duplicates.length > 0) {
		throw refusal(options.file, duplicates);
	}

	return toConfig(result.data, options.file);
}

async function readToml(file: string): Promise<string> {
	try {
		return new TextDecoder('utf-8', {fatal: true}).decode(await readFile(file));
	} catch (error) {
		if (error instanceof TypeError) {
			throw new TowlineError('CONFIG_INVALID', `${file} is not valid UTF-8, as TOML requires.`, {
				hint: 'Save the file as UTF-8.',
				cause: error,
			});
		}

		const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
		throw new TowlineError('CONFIG_MISSING', `${file} cannot be read (${toMessage(error)}).`, {
			hint: isMissing ? 'Create one with "towline init".' : 'Check who owns it and its mode.',
			cause: error,
		});
	}
}

function parseToml(toml: string, file: string): unknown {
	try {
		return parse(toml);
	} catch (error) {
		const [what = ''] = toMessage(error).replace('Invalid TOML document: ', '').split('\n');
		const where = error instanceof TomlError ? `line ${error.line}, column ${error.column}: ` : '';
		const line = error instanceof TomlError ? error.line : undefined;
		throw refusal(file, [{line, sentence: `expected valid TOML: ${where}${what}.`}]);
	}
}

/** A file of nonsense must not fill the screen. */
const mostProblems = 20;

/** One line of the message for each problem, in the order of the file. */
function refusal(file: string, problems: readonly Problem[]): TowlineError {
	const inOrder = [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
	const lines = inOrder
		.slice(0, mostProblems)
		.map(({line, sentence}) => `${file}${line === undefined ? '' : `:${line}`}: ${sentence}`);
	const left = problems.length - lines.length;
	return new TowlineError('CONFIG_INVALID', [...lines, ...(left > 0 ? [`${left} more problems.`] : [])].join('\n'), {
		hint: 'Every key is described in docs/configuration.md.',
	});
}

/** Names that differ only in case would share a log file on a file system that ignores case. `data` may be invalid otherwise. */
function findDuplicateNames(data: unknown, toml: string): readonly Problem[] {
	const seen = new Map<string, string>();
	const problems: Problem[] = [];

	for (const [index, name] of agentNames(data).entries()) {
		const other = name === undefined ? undefined : seen.get(name.toLowerCase());

		if (other !== undefined) {
			const line = locateKey(toml, ['agent', index, 'name']);
			const sentence = `agent[${index + 1}].name is "${name}", expected a name that differs from "${other}".`;
			problems.push({line, sentence});
		} else if (name !== undefined) {
			seen.set(name.toLowerCase(), name);
		}
	}

	return problems;
}

/** The name of each `[[agent]]`; `undefined` where there is none. */
function agentNames(data: unknown): readonly (string | undefined)[] {
	const agents = typeof data === 'object' && data !== null && 'agent' in data ? data.agent : undefined;
	const nameOf = (agent: unknown) =>
		typeof agent === 'object' && agent !== null && 'name' in agent && typeof agent.name === 'string'
			? agent.name
			: undefined;
	return Array.isArray(agents) ? agents.map(nameOf) : [];
}

function toConfig(values: ConfigValues, file: string): ProjectConfig {
	const root = path.dirname(file);
	const {project, worktree, limits} = values;
	const [first, ...others] = values.agent.map(toAgent);

	if (!first) {
		throw refusal(file, [{line: undefined, sentence: 'agent is missing, expected at least one [[agent]].'}]);
	}

	return {
		root,
		file,
		name: project.name ?? toName(root),
		stories: path.resolve(root, project.stories),
		base: project.base,
		worktree,
		limits: {
			maxParallel: limits.max_parallel,
			maxWaiting: limits.max_waiting,
			maxRetries: limits.max_retries,
			inactivityTimeoutMs: limits.inactivity_timeout,
			backgroundTimeoutMs: limits.background_timeout,
			permissionTimeoutMs: limits.permission_timeout,
			autoResume: limits.auto_resume,
			resumeLost: limits.resume_lost,
			storyBudgetUsd: limits.story_budget_usd,
			dayBudgetUsd: limits.day_budget_usd,
			projectBudgetUsd: limits.project_budget_usd,
		},
		agents: [first, ...others],
		permissions: values.permission.map(({tool, match, field, decision}) => ({tool, match, field, decision})),
		logs: {keepLogsMs: values.logs.keep_logs},
		notify: {...values.notify, command: values.notify.command || undefined},
		prices: Object.fromEntries(Object.entries(values.prices).map(([model, price]) => [model, toPrice(price)])),
	};
}

function toAgent(agent: ConfigValues['agent'][number]): AgentConfig {
	return {
		name: agent.name,
		runtime: agent.runtime,
		command: agent.command,
		args: agent.args,
		env: agent.env,
		permissionMode: agent.permission_mode,
		maxParallel: agent.max_parallel,
		maxTurns: agent.max_turns,
		prompt: agent.prompt,
	};
}

function toPrice(price: ConfigValues['prices'][string]): Price {
	return {input: price.input, output: price.output, cacheRead: price.cache_read, cacheWrite: price.cache_write};
}

/** The folder's name, without control characters because it is shown. */
function toName(root: string): string {
	return path.basename(root).replace(/\p{Cc}/gu, '?') || 'project';
}
