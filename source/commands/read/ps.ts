import {TowlineError} from '../../core/errors.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {EpochMs} from '../../core/ids.ts';
import {toSafeJson} from '../../stream/safe-json.ts';
import {type CommandHandler, type Invocation, textOption} from '../invocation.ts';
import {toFleetJson} from './agent-json.ts';
import {formatTable} from './agent-table.ts';
import {readState} from './project-state.ts';

/** `towline ps`: prints all agents as a table, JSON, ids or by a template, once or at each change. Starts no supervisor. */
export const run: CommandHandler = async invocation => {
	const {options, print} = invocation;
	refuseCombinations(options);

	if (options.all) {
		const {printAllProjects} = await import('./all-projects.ts');
		return printAllProjects(invocation);
	}

	const show = await toShow(invocation);
	const {fleet, connected} = await readState(invocation);

	if (options.watch && connected) {
		const {watchFleet} = await import('./watch-fleet.ts');
		await watchFleet(invocation, connected.client, show);
		return 0;
	}

	const text = show(fleet);
	await (text !== '' && print(text));
	options.watch && invocation.printError('towline: No supervisor is running, so nothing changes.');
	return 0;
};

/** Formats a fleet as the options ask for. With `--watch`, JSON is one line for each change. */
async function toShow(invocation: Invocation): Promise<(fleet: Fleet) => string> {
	const {options, terminal} = invocation;
	const now = () => Date.now() as EpochMs;
	const format = textOption(invocation, 'format');

	if (format === undefined && !options.ids && options.filter === undefined) {
		// The common case loads nothing more.
		return fleet => showPlain(fleet, now(), {options, terminal});
	}

	const view = await import('./ps-view.ts');
	const passes = view.toFilter(Array.isArray(options.filter) ? options.filter.map(String) : []);
	return all => {
		const fleet = view.filterFleet(all, passes);

		if (format !== undefined) {
			return view.formatTemplate(fleet, now(), format);
		}

		return options.ids ? view.formatIds(fleet) : showPlain(fleet, now(), {options, terminal});
	};
}

function showPlain(fleet: Fleet, now: EpochMs, {options, terminal}: Pick<Invocation, 'options' | 'terminal'>): string {
	return options.json
		? toSafeJson(toFleetJson(fleet, now), options.watch ? undefined : '\t')
		: formatTable(fleet, now, terminal);
}

function refuseCombinations(options: Invocation['options']): void {
	const [first, second] = ['json', 'ids', 'format'].filter(name => options[name] !== undefined);

	if (first && second) {
		throw new TowlineError('USAGE', `ps takes --${first} or --${second}, not both.`);
	}

	const other = ['watch', 'filter', 'ids', 'format'].find(name => options[name] !== undefined);

	if (options.all && other) {
		throw new TowlineError('USAGE', `ps --all takes no --${other}.`, {hint: 'Use `towline ps --all --json` with jq.'});
	}
}
