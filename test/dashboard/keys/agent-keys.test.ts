import {expect, test} from 'vitest';
import {type AgentCommand, whyNot} from '../../../source/core/commands/why-not.ts';
import type {Agent} from '../../../source/core/fleet/agent.ts';
import {knownAgent} from '../../../source/core/fleet/selectors.ts';
import {statusesByUrgency} from '../../../source/core/fleet/status.ts';
import type {KeyContext, Shell} from '../../../source/dashboard/keys/binding.ts';
import {toKeyContext} from '../../../source/dashboard/keys/handle-key.ts';
import {bindings, createKeymap} from '../../../source/dashboard/keys/keymap.ts';
import {initialState} from '../../../source/dashboard/state/dashboard-state.ts';
import {createStore} from '../../../source/dashboard/state/store.ts';
import {createTheme, unicodeGlyphs} from '../../../source/dashboard/theme.ts';
import {coder, fleetAfter, type Given, noon} from '../../core/given.ts';
import {factsByStatus} from '../../core/statuses.ts';

const ignore = () => {};
const shell: Shell = {
	leaving: 'agents-go-on',
	send: ignore,
	leave: ignore,
	down: ignore,
	suspend: ignore,
	redraw: ignore,
	reconnect: ignore,
	copy: ignore,
	page: ignore,
	editStory: ignore,
	editText: ignore,
	createStory: ignore,
	openShell: ignore,
};

function contextAfter(...given: readonly Given[]): KeyContext {
	const state = {...initialState({columns: 80, rows: 24}, noon), fleet: fleetAfter(...given)};
	const theme = createTheme('dark', unicodeGlyphs);
	return toKeyContext(state, {store: createStore(state), keymap: createKeymap(), shell, theme});
}

function disabledReason(key: string, context: KeyContext): string | undefined {
	return bindings.find(({id}) => id === key)?.disabledReason?.(context);
}

/** The command that each key sends for the selected agent. */
const commandOf: Readonly<Record<string, (agent: Agent) => AgentCommand>> = {
	start: ({id, phase}) => ({type: 'start', agent: id, isForced: phase.status === 'queued'}),
	resume: ({id, phase}) => ({type: 'resume', agent: id, isForced: phase.status === 'queued'}),
	kill: ({id}) => ({type: 'kill', agent: id}),
	'interrupt-turn': ({id}) => ({type: 'interrupt', agent: id}),
	message: ({id, phase}) => ({type: 'live' in phase ? 'message' : 'resume', agent: id, text: ''}),
	'queue-earlier': ({id}) => ({type: 'move', agent: id, rank: 0}),
	'queue-later': ({id}) => ({type: 'move', agent: id, rank: 0}),
	allow: ({id}) => ({type: 'answer', agent: id, requestId: 'request-1', decision: {kind: 'allow'}}),
	deny: ({id}) => ({type: 'answer', agent: id, requestId: 'request-1', decision: {kind: 'deny', message: ''}}),
};

const rows = statusesByUrgency.flatMap(status => Object.keys(commandOf).map(key => [key, status] as const));

test.for(rows)('the key "%s" is disabled for a %s agent exactly as its command is', ([key, status]) => {
	expectAgreement(key, contextAfter(...factsByStatus[status]));
});

test.for(rows.filter(([, status]) => status !== 'idle' && status !== 'queued'))(
	'the key "%s" is disabled for a %s agent without a story file exactly as its command is',
	([key, status]) => {
		expectAgreement(key, contextAfter(...factsByStatus[status], {type: 'story-removed'}));
	},
);

function expectAgreement(key: string, context: KeyContext): void {
	const agent = knownAgent(context.state.fleet, coder);
	const command = commandOf[key]?.(agent);
	expect(disabledReason(key, context)).toBe(command && whyNot(command, agent, context.state.fleet)?.message);
}

test('a rate-limited agent can be killed by key, as by command', () => {
	expect(disabledReason('kill', contextAfter(...factsByStatus['rate-limited']))).toBeUndefined();
});

test('a session without a story file can be resumed by key, and not started afresh', () => {
	const context = contextAfter(...factsByStatus.stopped, {type: 'story-removed'});
	expect(disabledReason('resume', context)).toBeUndefined();
	expect(disabledReason('start', context)).toContain('its story file is gone');
});

test('a queued agent is sent no message, because it is about to start', () => {
	expect(disabledReason('message', contextAfter(...factsByStatus.queued))).toBeDefined();
});
