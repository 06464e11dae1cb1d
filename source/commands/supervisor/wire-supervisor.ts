import {prepareSocketFolder} from '../../api/socket-path.ts';
import {createMark} from '../../files/folder-mark.ts';
import {createLocalPty} from '../../launchers/local-pty.ts';
import type {ProjectConfig} from '../../project/config/config.ts';
import {requireTrust} from '../../project/trust/check-trust.ts';
import {openStore} from '../../store/open-store.ts';
import {systemClock} from '../../supervisor/clock.ts';
import {createCustody} from '../../supervisor/custody/custody.ts';
import {probeScopes} from '../../supervisor/custody/systemd-scope.ts';
import {openProjectWatch} from '../../supervisor/project/project-watch.ts';
import {fifoFolderOf, ownEnvironment} from '../../supervisor/runs/environment.ts';
import {createSupervisor, type Supervisor} from '../../supervisor/supervisor.ts';

export type WireSupervisorOptions = {
	/** Of a project that is trusted. */
	readonly config: ProjectConfig;
	readonly env: NodeJS.ProcessEnv;
	readonly socketPath: string;
	/** An unexpected error; the supervisor continues. */
	readonly onFault: (error: unknown) => void;
	/** An error after which it cannot continue: facts can no longer be stored. */
	readonly onHopeless: (error: unknown) => void;
};

/**
 * Creates a supervisor with the real store, launcher, custody and project watch. A changed configuration takes effect once it
 * is trusted, too. Throws `SOCKET_FOLDER_UNSAFE`, `FILE_UNSAFE`, and `STORE_BUSY` if another supervisor owns the project.
 */
export async function wireSupervisor(options: WireSupervisorOptions): Promise<Supervisor> {
	const {config, env, socketPath, onFault, onHopeless} = options;
	const {root} = config;
	const clock = systemClock;
	prepareSocketFolder(socketPath);
	const {store, repairs} = openStore({root, mark: createMark(root, env)});

	try {
		return await createSupervisor({
			store,
			repairs,
			clock,
			onFault,
			onHopeless,
			project: await openProjectWatch({config, clock, onFault, accept: changed => requireTrust(changed, env)}),
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
