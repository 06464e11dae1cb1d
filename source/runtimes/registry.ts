import {TowlineError} from '../core/errors.ts';
import {claudeCode} from './claude-code.ts';
import type {Runtime} from './runtime.ts';

/** A `Map`, because a configuration may name its runtime `constructor`. */
const runtimes: ReadonlyMap<string, Runtime> = new Map([claudeCode].map(runtime => [runtime.name, runtime]));

/** Every runtime there is, as the configuration names them. */
export const runtimeNames: readonly string[] = [...runtimes.keys()];

/** Throws `CONFIG_INVALID`, naming those that there are. */
export function findRuntime(name: string): Runtime {
	const runtime = runtimes.get(name);

	if (!runtime) {
		throw new TowlineError('CONFIG_INVALID', `There is no runtime "${name}".`, {
			hint: `Use one of: ${runtimeNames.join(', ')}.`,
		});
	}

	return runtime;
}
