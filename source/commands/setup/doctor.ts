import {TowlineError} from '../../core/errors.ts';
import {toSafeJson} from '../../stream/safe-json.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import type {CommandHandler} from '../invocation.ts';
import {readProjectConfig} from '../read/fleet-without-supervisor.ts';
import {rootOf} from '../read/project-state.ts';
import {
	checkAgents,
	checkConfigError,
	checkDatabase,
	checkDisk,
	checkGit,
	checkNode,
	checkNoProject,
	checkPrograms,
	checkSocket,
	checkSystemd,
	checkTrust,
	type Finding,
} from './doctor-checks.ts';

/**
 * `towline doctor`: checks what Towline needs and prints how to fix problems. Exits with 1 if a check is bad. Works without
 * a project, and with a configuration that is not valid.
 */
export const run: CommandHandler = async ({cwd, env, options, print}) => {
	const findings = await findAll(cwd, env);

	if (options.json) {
		await print(toSafeJson(findings, '\t'));
	} else {
		const width = Math.max(...findings.map(({what}) => what.length));
		await print(findings.map(finding => formatFinding(finding, width)).join('\n'));
	}

	return findings.some(({state}) => state === 'bad') ? 1 : 0;
};

async function findAll(cwd: string, env: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
	const root = tryRoot(cwd, env);

	if (root === undefined) {
		return [
			checkNode(),
			await checkGit(undefined),
			checkNoProject(cwd),
			...(await checkPrograms(cwd, env)),
			await checkDisk(cwd),
		];
	}

	const config = await readProjectConfig(root).catch(toKnownError);
	const isValid = !(config instanceof TowlineError);
	return [
		checkNode(),
		await checkGit(isValid ? config : undefined),
		...(isValid ? [await checkTrust(config, env), ...(await checkAgents(config, env))] : checkConfigError(config)),
		await checkSocket(root, env),
		await checkDisk(root),
		await checkDatabase(root, env),
		...[await checkSystemd(root, env)].filter(finding => finding !== undefined),
	];
}

function tryRoot(cwd: string, env: NodeJS.ProcessEnv): string | undefined {
	try {
		return rootOf({cwd, env});
	} catch (error) {
		if (toKnownError(error).code === 'CONFIG_MISSING') {
			return undefined;
		}

		throw error;
	}
}

function toKnownError(error: unknown): TowlineError {
	if (error instanceof TowlineError) {
		return error;
	}

	throw error;
}

const glyphs = {good: '✓', warning: '!', bad: '✗'} as const;

function formatFinding({what, state, detail, advice}: Finding, width: number): string {
	const line = toOneLine(`${glyphs[state]} ${what.padEnd(width)}  `).padEnd(width + 4) + toOneLine(detail);
	return advice === null ? line : `${line}\n${' '.repeat(width + 4)}${toOneLine(advice)}`;
}
