import type {Agent} from '../../core/fleet/agent.ts';
import {isLive} from '../../core/fleet/agent.ts';
import {selectRows} from '../../core/fleet/selectors.ts';
import {statusTraits} from '../../core/fleet/status.ts';
import {storyIdProblem} from '../../core/ids.ts';
import type {CommandSpec} from '../command-spec.ts';
import {listRuns} from '../read/log-runs.ts';
import type {ProjectState} from '../read/project-state.ts';
import type {CompletionLine} from './completion-words.ts';

/** A word that is offered, and what it means. */
export type Candidate = {readonly value: string; readonly description: string};

/** What a command works on, where that is not every story. */
const agentsOf: Readonly<Record<string, (agent: Agent) => boolean>> = {
	kill: agent => isLive(agent) || agent.phase.status === 'queued',
	message: isLive,
	answer: ({phase}) => phase.status === 'needs-input',
	queue: ({phase}) => phase.status === 'queued',
};

type Sources = {
	readonly specs: readonly CommandSpec[];
	/** Reads the project, only when it is needed. `undefined` outside a project, or if it cannot be read. */
	readonly readState: () => Promise<ProjectState | undefined>;
};

/** What can stand at the cursor, without what does not begin as typed. */
export async function findCandidates(line: CompletionLine, sources: Sources): Promise<readonly Candidate[]> {
	const candidates = await candidatesAt(line, sources);
	const distinct = new Map(candidates.map(candidate => [candidate.value, candidate]));
	return [...distinct.values()].filter(({value}) => value.startsWith(line.current) && isOneWord(value));
}

/** Names of other people end up in a command line. */
function isOneWord(value: string): boolean {
	return /^[^\s\p{C}]+$/u.test(value);
}

async function candidatesAt({place, current}: CompletionLine, sources: Sources): Promise<readonly Candidate[]> {
	switch (place.kind) {
		case 'command':
			return commandNames(sources.specs);
		case 'flag':
			return plain(place.flags);
		case 'nothing':
			return [];
		case 'argument':
			return place.name === 'command'
				? commandNames(sources.specs)
				: place.name === 'story'
					? stories(await readAgents(sources), place.spec, current)
					: plain(place.spec.words ?? []);
		case 'value':
			return valuesOf(place, current, sources);
	}
}

type Value = Extract<CompletionLine['place'], {kind: 'value'}>;

async function valuesOf({name, spec, args}: Value, current: string, sources: Sources): Promise<readonly Candidate[]> {
	switch (name) {
		case 'story':
			return stories(await readAgents(sources), spec, current);
		case 'what':
			return plain(spec.valueWords ?? []);
		case 'name=value':
			return filters(await readAgents(sources));
		case 'run':
			return runs(await sources.readState(), args[0]);
		case 'id':
			return namedAgents(await sources.readState(), args[0]).flatMap(({sessions}) =>
				plain(sessions.map(({session}) => session)),
			);
		default:
			return [];
	}
}

async function readAgents({readState}: Sources): Promise<readonly Agent[]> {
	const state = await readState();
	return state ? selectRows(state.fleet) : [];
}

/** Stories; `story:agent` once the colon is typed. */
function stories(agents: readonly Agent[], {name}: CommandSpec, current: string): readonly Candidate[] {
	const suits = agentsOf[name] ?? (() => true);
	return agents
		.filter(agent => storyIdProblem(agent.story) === undefined && suits(agent))
		.map(({id, story, title}) => ({value: current.includes(':') ? id : story, description: title}));
}

function filters(agents: readonly Agent[]): readonly Candidate[] {
	return plain([
		...Object.keys(statusTraits).map(status => `status=${status}`),
		...agents.map(({name}) => `agent=${name}`),
		...agents.map(({runtime}) => `runtime=${runtime}`),
		...agents.map(({story}) => `story=${story}`),
	]);
}

async function runs(state: ProjectState | undefined, text: string | undefined): Promise<readonly Candidate[]> {
	const found = namedAgents(state, text).map(agent => (state ? listRuns(state.root, agent) : []));
	return (await Promise.all(found)).flatMap(plain);
}

/** The agents that the first argument may mean. */
function namedAgents(state: ProjectState | undefined, text: string | undefined): readonly Agent[] {
	return state && text !== undefined ? selectRows(state.fleet).filter(({id}) => id.startsWith(text)) : [];
}

function commandNames(specs: readonly CommandSpec[]): readonly Candidate[] {
	return specs.map(({name, summary}) => ({value: name, description: summary}));
}

function plain(values: readonly string[]): readonly Candidate[] {
	return values.map(value => ({value, description: ''}));
}
