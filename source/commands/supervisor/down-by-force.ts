import {setTimeout as delay} from 'node:timers/promises';
import {connect, findSupervisor, type SupervisorRecord} from '../../api/spawn.ts';
import {TowlineError} from '../../core/errors.ts';
import {askHolder} from '../../holder/client/ask-holder.ts';
import {createCustody} from '../../holder/custody/custody.ts';
import {type Processes, systemProcesses} from '../../holder/custody/process-table.ts';
import {probeScopes} from '../../holder/custody/systemd-scope.ts';
import {inspectStoredState} from '../../project/trust/stored-state.ts';
import {readUnfinishedRuns} from '../../store/read-fleet.ts';
import {systemClock} from '../../supervisor/clock.ts';
import {version} from '../version.ts';

/** How long a killed process may take to disappear; one that waits for a dead disk never does. */
const killLimitMs = 5000;
const checkMs = 20;

/** What `downByForce` did. */
export type Forced = {
	/** Pid of the supervisor that was killed. */
	readonly pid: number;
	/** Processes of its agents that were ended. */
	readonly ended: number;
};

/**
 * Ends a supervisor that does not answer, then its agents: a new supervisor finds what the old one left, ends it and records
 * that. If none can be started (an invalid `towline.toml`), the processes of the unfinished runs are ended without one.
 * Returns `undefined` if no supervisor exists any more. Throws `SUPERVISOR_HUNG` if it cannot be killed.
 */
export async function downByForce(root: string, env: NodeJS.ProcessEnv): Promise<Forced | undefined> {
	const record = findSupervisor(root);

	if (!record) {
		return undefined;
	}

	await kill(record, systemProcesses);

	try {
		const {client} = await connect({root, env: {...env, TOWLINE_SOCKET: record.socket}});
		const {ended} = await client.down({keep: false});
		return {pid: record.pid, ended};
	} catch (error) {
		if (!(error instanceof TowlineError)) {
			throw error;
		}

		return {pid: record.pid, ended: await endUnfinishedRuns(root, env)};
	}
}

async function kill(record: SupervisorRecord, processes: Processes): Promise<void> {
	const deadline = performance.now() + killLimitMs;

	while (processes.startOf(record.pid) === record.start) {
		processes.signal(record, 'SIGKILL');

		if (performance.now() > deadline) {
			throw new TowlineError('SUPERVISOR_HUNG', `The supervisor (pid ${record.pid}) cannot be killed.`, {
				hint: 'It belongs to another user, or waits for a disk that does not answer.',
			});
		}

		await delay(checkMs);
	}
}

/** Ends by custody what carries the mark of a run without a recorded end. Returns how many processes that were. */
async function endUnfinishedRuns(root: string, env: NodeJS.ProcessEnv): Promise<number> {
	const state = await inspectStoredState(root, env);

	if (state.kind === 'foreign') {
		throw state.problem;
	}

	const custody = createCustody({clock: systemClock, scopes: await probeScopes()});
	const counts = await Promise.all(readUnfinishedRuns(root).map(run => custody.sweepLost(run)));
	await endHolder(root, env);
	return counts.reduce((sum, count) => sum + count, 0);
}

/** Without a supervisor that can be started it would wait for one for ever. */
async function endHolder(root: string, env: NodeJS.ProcessEnv): Promise<void> {
	const holder = await askHolder({root, env, version});
	const start = holder && systemProcesses.startOf(holder.pid);

	if (holder && start !== undefined) {
		systemProcesses.signal({pid: holder.pid, start}, 'SIGKILL');
	}
}
