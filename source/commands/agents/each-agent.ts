import {TowlineError} from '../../core/errors.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import {toFailure} from '../failure.ts';
import type {ExitCode, Invocation} from '../invocation.ts';

/** The agents that the arguments name, each once. Throws for the first name that has none, before anything is done. */
export async function findEach(
	names: readonly string[],
	find: (name: string) => Agent | Promise<Agent>,
): Promise<readonly Agent[]> {
	const found = new Map<string, Agent>();

	for (const name of names) {
		const agent = await find(name);
		found.set(agent.id, agent);
	}

	return [...found.values()];
}

/** Acts on one of several agents. A refusal is printed and must not keep the others from their turn. */
export async function actOn({printError}: Invocation, act: () => Promise<void>): Promise<ExitCode> {
	try {
		await act();
		return 0;
	} catch (error) {
		if (!(error instanceof TowlineError) || ['SUPERVISOR_GONE', 'SUPERVISOR_HUNG'].includes(error.code)) {
			throw error;
		}

		const {line, exitCode} = toFailure(error);
		printError(line);
		return exitCode;
	}
}

/** The exit code of a command that acted on several agents: the highest. */
export function worstOf(exitCodes: readonly ExitCode[]): ExitCode {
	return exitCodes.toSorted((a, b) => b - a)[0] ?? 0;
}
