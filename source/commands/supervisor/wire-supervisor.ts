import path from 'node:path';
import {prepareSocketFolder} from '../../api/socket-path.ts';
import {createLocalPty} from '../../launchers/local-pty.ts';
import {readConfig} from '../../project/config/read-config.ts';
import {configFileName} from '../../project/find-project.ts';
import {runtimeNames} from '../../runtimes/registry.ts';
import {openStore} from '../../store/open-store.ts';
import {systemClock} from '../../supervisor/clock.ts';
import {createCustody} from '../../supervisor/custody/custody.ts';
import {probeScopes} from '../../supervisor/custody/systemd-scope.ts';
import {openProjectWatch} from '../../supervisor/project/project-watch.ts';
import {fifoFolderOf, ownEnvironment} from '../../supervisor/runs/environment.ts';
import {createSupervisor, type Supervisor} from '../../supervisor/supervisor.ts';

export type WireSupervisorOptions = {
	readonly root: string;
	readonly env: NodeJS.ProcessEnv;
	readonly socketPath: string;
	/** An unexpected error; the supervisor continues. */
	readonly onFault: (error: unknown) => void;
	/** An error after which it cannot continue: facts can no longer be stored. */
	readonly onHopeless: (error: unknown) => void;
};

/**
 * Creates a supervisor with the real store, launcher, custody and project watch. It reads the configuration first, so that
 * an invalid one changes nothing. Throws `CONFIG_INVALID`, `SOCKET_FOLDER_UNSAFE`, and `STORE_BUSY` if another supervisor
 * owns the project.
 */
export async function wireSupervisor(options: WireSupervisorOptions): Promise<Supervisor> {
	const {root, env, socketPath, onFault, onHopeless} = options;
	const clock = systemClock;
	const config = await readConfig({file: path.join(root, configFileName), runtimes: runtimeNames});
	prepareSocketFolder(socketPath);
	const {store, repairs} = openStore({root});

	try {
		return await createSupervisor({
			store,
			repairs,
			clock,
			onFault,
			onHopeless,
			project: await openProjectWatch({config, clock, onFault}),
			launcher: createLocalPty(),
			custody: createCustody({clock, scopes: await probeScopes()}),
			fifoFolder: fifoFolderOf(socketPath),
			environment: ownEnvironment(env),
		});
	} catch (error) {
		store.close();
		throw error;
	}
}
