import {connect, connectToAnyBuild} from '../../api/spawn.ts';
import {TowlineError} from '../../core/errors.ts';
import {isLive} from '../../core/fleet/agent.ts';
import {formatNumberOf} from '../../core/format.ts';
import type {CommandHandler} from '../invocation.ts';
import {rootOf} from '../read/project-state.ts';

/** `towline restart`: ends the supervisor, of any build, and starts this one in its place; running agents continue. */
export const run: CommandHandler = async ({cwd, env, print}) => {
	const root = rootOf({cwd});
	const running = await connectToAnyBuild({root, env});
	await running?.client.handOver().catch(refuseOlder);
	const {client, hello} = await connect({root, env});
	const live = Object.values((await client.readFleet()).agents).filter(isLive).length;
	const agents = live === 0 ? '' : ` ${formatNumberOf(live, 'agent continues', 'agents continue')}.`;
	await print(
		`The supervisor is ${running ? 'restarted' : 'started'}: Towline ${hello.version}, pid ${hello.pid}.${agents}`,
	);
	return 0;
};

function refuseOlder(error: unknown): void {
	const isOlder = error instanceof TowlineError && error.code === 'USAGE' && error.message.includes('/restart');

	if (isOlder) {
		throw new TowlineError(
			'PROTOCOL_MISMATCH',
			'The supervisor is of an older Towline that cannot hand over its agents.',
			{
				hint: 'Run `towline down` and start again; running agents are ended and can be resumed.',
			},
		);
	}

	// It died meanwhile, so there is nothing to end.
	if (!(error instanceof TowlineError) || error.code !== 'SUPERVISOR_GONE') {
		throw error;
	}
}
