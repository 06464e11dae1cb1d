import mustache from 'mustache';
import {TowlineError, toMessage} from '../../core/errors.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {selectRows} from '../../core/fleet/selectors.ts';
import {statusTraits} from '../../core/fleet/status.ts';
import type {EpochMs} from '../../core/ids.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import {didYouMean} from '../did-you-mean.ts';
import {toFleetJson} from './agent-json.ts';

type Filter = (agent: Agent) => boolean;

/** By the name before `=`: whether an agent matches the value behind it. */
const filters: Readonly<Record<string, (agent: Agent, value: string) => boolean>> = {
	status: ({phase}, value) => phase.status === value || statusTraits[phase.status].label === value,
	story: ({story}, value) => story.startsWith(value),
	agent: ({name}, value) => name === value,
	runtime: ({runtime}, value) => runtime === value,
};

/**
 * The rows that `--filter name=value ...` asks for. Values of one name are alternatives; all names must match.
 * Throws `USAGE` for an unknown name or status.
 */
export function toFilter(texts: readonly string[]): Filter {
	const wanted = new Map<string, string[]>();

	for (const text of texts) {
		const [name = '', ...rest] = text.split('=');
		const value = rest.join('=');
		refuseUnknown(text, name, value);
		wanted.set(name, [...(wanted.get(name) ?? []), value]);
	}

	return agent => [...wanted].every(([name, values]) => values.some(value => filters[name]?.(agent, value)));
}

function refuseUnknown(text: string, name: string, value: string): void {
	if (!Object.hasOwn(filters, name) || value === '') {
		throw new TowlineError('USAGE', `"${toOneLine(text)}" is not a filter.`, {
			hint: `Use name=value with one of ${Object.keys(filters).join(', ')}, such as status=running.`,
		});
	}

	const statuses = Object.entries(statusTraits).flatMap(([status, {label}]) => [status, label]);

	if (name === 'status' && !statuses.includes(value)) {
		const hint = didYouMean(value, statuses) ?? `Use one of ${Object.keys(statusTraits).join(', ')}.`;
		throw new TowlineError('USAGE', `"${toOneLine(value)}" is not a status.`, {hint});
	}
}

/** The fleet with only the agents that pass. */
export function filterFleet(fleet: Fleet, passes: Filter): Fleet {
	return {...fleet, agents: Object.fromEntries(Object.entries(fleet.agents).filter(([, agent]) => passes(agent)))};
}

/** The ids of the agents, one a line, for other commands: `towline kill $(towline ps -q --filter status=running)`. */
export function formatIds(fleet: Fleet): string {
	return selectRows(fleet)
		.map(({id}) => id)
		.join('\n');
}

/**
 * One line for each agent from a mustache template with the names of `ps --json`. Throws `USAGE` for a template that is not
 * valid or has an unknown name.
 */
export function formatTemplate(fleet: Fleet, now: EpochMs, template: string): string {
	const {agents} = toFleetJson(fleet, now);
	const names = parse(template);
	const [first] = agents;

	for (const name of first ? names : []) {
		if (!hasPath(first, name.split('.'))) {
			throw new TowlineError('USAGE', `--format: there is no "${toOneLine(name)}".`, {
				hint: `Use the names of \`towline ps --json\`: ${Object.keys(first ?? {}).join(', ')}.`,
			});
		}
	}

	// An agent's text must not become a second line. Escaping is for HTML.
	return agents.map(agent => toOneLine(mustache.render(template, agent, {}, {escape: String}))).join('\n');
}

/** The names that a template uses. */
function parse(template: string): readonly string[] {
	try {
		return mustache.parse(template).flatMap(([kind, name]) => (kind === 'name' || kind === '&' ? [String(name)] : []));
	} catch (error) {
		throw new TowlineError('USAGE', `--format: ${toMessage(error)}.`, {
			hint: "For example '{{id}} {{status}} {{costUsd}}'.",
		});
	}
}

function hasPath(value: unknown, [name, ...rest]: readonly string[]): boolean {
	if (name === undefined || value === null) {
		return true; // A value that is absent now, such as a permission, may have more names.
	}

	return typeof value === 'object' && Object.hasOwn(value, name) && hasPath(Reflect.get(value, name), rest);
}
