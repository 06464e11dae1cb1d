import {toSafeJson} from '../../stream/safe-json.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import type {CommandHandler} from '../invocation.ts';
import {readProjectConfig} from '../read/fleet-without-supervisor.ts';
import {rootOf} from '../read/project-state.ts';
import {
	checkAgents,
	checkDatabase,
	checkDisk,
	checkGit,
	checkNode,
	checkSocket,
	checkSystemd,
	checkTrust,
	type Finding,
} from './doctor-checks.ts';

/** `towline doctor`: checks what Towline needs and prints how to fix problems. Exits with 1 if a check is bad. */
export const run: CommandHandler = async ({cwd, env, options, print}) => {
	const root = rootOf({cwd, env});
	const config = await readProjectConfig(root);
	const findings: readonly Finding[] = [
		checkNode(),
		await checkGit(config),
		await checkTrust(config, env),
		...(await checkAgents(config, env)),
		await checkSocket(root, env),
		await checkDisk(root),
		await checkDatabase(root, env),
		...[await checkSystemd(root, env)].filter(finding => finding !== undefined),
	];

	if (options.json) {
		await print(toSafeJson(findings, '\t'));
	} else {
		const width = Math.max(...findings.map(({what}) => what.length));
		await print(findings.map(finding => formatFinding(finding, width)).join('\n'));
	}

	return findings.some(({state}) => state === 'bad') ? 1 : 0;
};

const glyphs = {good: '✓', warning: '!', bad: '✗'} as const;

function formatFinding({what, state, detail, advice}: Finding, width: number): string {
	const line = toOneLine(`${glyphs[state]} ${what.padEnd(width)}  `).padEnd(width + 4) + toOneLine(detail);
	return advice === null ? line : `${line}\n${' '.repeat(width + 4)}${toOneLine(advice)}`;
}
