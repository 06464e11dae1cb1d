import {readFileSync, realpathSync} from 'node:fs';
import path from 'node:path';
import {parseConfig} from '../../source/project/config/read-config.ts';
import {writeTrust} from '../../source/project/trust/trust-store.ts';
import {runtimeNames} from '../../source/runtimes/registry.ts';

/**
 * Trusts a test's project as its `towline.toml` is now, as `towline trust --yes` would, but without a process. `env` is that of
 * the test's commands: its `HOME` or `XDG_STATE_HOME` must be a folder of the test. An invalid file stays untrusted.
 */
export function trustProject(root: string, env: NodeJS.ProcessEnv): void {
	const file = path.join(realpathSync(root), 'towline.toml');

	try {
		writeTrust(parseConfig(readFileSync(file, 'utf8'), {file, runtimes: runtimeNames}), env, new Date());
	} catch {
		// The test is about a file that cannot be read.
	}
}
