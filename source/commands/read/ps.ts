import type {EpochMs} from '../../core/ids.ts';
import {toSafeJson} from '../../stream/safe-json.ts';
import type {CommandHandler} from '../invocation.ts';
import {toFleetJson} from './agent-json.ts';
import {formatTable} from './agent-table.ts';
import {readState} from './project-state.ts';

/** `towline ps`: prints all agents as a table or JSON. Does not start a supervisor. */
export const run: CommandHandler = async invocation => {
	if (invocation.options.all) {
		const {printAllProjects} = await import('./all-projects.ts');
		return printAllProjects(invocation);
	}

	const {fleet} = await readState(invocation);
	const now = Date.now() as EpochMs;
	const {json} = invocation.options;
	await invocation.print(
		json ? toSafeJson(toFleetJson(fleet, now), '\t') : formatTable(fleet, now, invocation.terminal),
	);
	return 0;
};
