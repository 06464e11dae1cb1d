import {TowlineError} from '../core/errors.ts';
import {claudeCode} from './claude-code.ts';
import type {Runtime} from './runtime.ts';

/** A `Map`, because a configuration may use a name such as `constructor`. */
const runtimes: ReadonlyMap<string, Runtime> = new Map([claudeCode].map(runtime => [runtime.name, runtime]));

/** The names of all runtimes, as used in `towline.toml`. */
export const runtimeNames: readonly string[] = [...runtimes.keys()];

/** Finds a runtime by name. Throws `CONFIG_INVALID` with the list of runtimes. */
export function findRuntime(name: string): Runtime {
	const runtime = runtimes.get(name);

	if (!runtime) {
		throw new TowlineError('CONFIG_INVALID', `There is no runtime "${name}".`, {
			hint: `Use one of: ${runtimeNames.join(', ')}.`,
		});
	}

	return runtime;
}
