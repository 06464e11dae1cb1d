import {prepareSocketFolder} from '../../api/socket-path.ts';
import {ownProgram, supervisorEnvironment, youngHeap} from '../../api/spawn.ts';
import {createMark} from '../../files/folder-mark.ts';
import {createLocalPlace} from '../../launchers/local-place.ts';
import type {ProjectConfig} from '../../project/config/config.ts';
import {requireTrust} from '../../project/trust/check-trust.ts';
import {openStore} from '../../store/open-store.ts';
import {systemClock} from '../../supervisor/clock.ts';
import {openProjectWatch} from '../../supervisor/project/project-watch.ts';
import {ownEnvironment} from '../../supervisor/runs/environment.ts';
import {createSupervisor, type Supervisor} from '../../supervisor/supervisor.ts';
import {version} from '../version.ts';

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
	const program = ownProgram();
	const {launcher, custody} = createLocalPlace({
		root,
		env: supervisorEnvironment(env, program),
		program,
		version,
		restart: {command: process.execPath, args: [youngHeap, program, 'supervise', root]},
		onStalled: error => supervisor?.reportUnstorable(error),
		onHolderLost: () => onFault(new Error('The holder is gone: its runs are lost.')),
		onFault,
	});
	let supervisor: Supervisor | undefined;

	try {
		supervisor = await createSupervisor({
			store,
			repairs,
			clock,
			onFault,
			onHopeless,
			project: await openProjectWatch({config, clock, onFault, accept: changed => requireTrust(changed, env)}),
			launcher,
			custody,
			environment: ownEnvironment(env),
		});
		return supervisor;
	} catch (error) {
		store.close();
		throw error;
	}
}
