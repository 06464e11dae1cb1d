import {expect, test} from 'vitest';
import {decide, nothing} from '../../../source/core/commands/decide.ts';
import {type AgentCommand, whyNot} from '../../../source/core/commands/why-not.ts';
import {knownAgent} from '../../../source/core/fleet/selectors.ts';
import {statusesByUrgency} from '../../../source/core/fleet/status.ts';
import {coder, fleetAfter, type Given, project} from '../given.ts';
import {factsByStatus} from '../statuses.ts';

const commands: Readonly<Record<string, AgentCommand & {readonly agent: typeof coder}>> = {
	start: {type: 'start', agent: coder},
	'forced start': {type: 'start', agent: coder, isForced: true},
	resume: {type: 'resume', agent: coder},
	'forced resume': {type: 'resume', agent: coder, isForced: true},
	'resume of another session': {type: 'resume', agent: coder, session: 'unknown'},
	kill: {type: 'kill', agent: coder},
	interrupt: {type: 'interrupt', agent: coder},
	message: {type: 'message', agent: coder, text: 'Use pnpm'},
	answer: {type: 'answer', agent: coder, requestId: 'request-1', decision: {kind: 'allow'}},
	move: {type: 'move', agent: coder, rank: 1},
	see: {type: 'see', agent: coder},
};

const circumstances: Readonly<Record<string, readonly Given[]>> = {
	'with its story file': [],
	'without its story file': [{type: 'story-removed'}],
	'with a refused story file': [{type: 'story-refused', reason: '42_login.md needs a title.'}],
	'without its agent in towline.toml': [{type: 'project-configured', project: {...project, agents: []}}],
};

const rows = Object.keys(circumstances).flatMap(circumstance =>
	statusesByUrgency.flatMap(status => Object.keys(commands).map(command => [command, status, circumstance] as const)),
);

test.for(rows)('decide and whyNot agree on a %s of a %s agent %s', ([name, status, circumstance]) => {
	const command = commands[name];
	const fleet = fleetAfter(...factsByStatus[status], ...(circumstances[circumstance] ?? []));

	if (!command) {
		throw new Error(`There is no command ${name}.`);
	}

	const agent = knownAgent(fleet, coder);
	expect(agent.phase.status).toBe(status);
	const reason = whyNot(command, agent, fleet);
	const decision = () => decide(command, fleet, () => 'message-1');

	if (reason?.kind === 'refused') {
		const {code, message, hint} = reason;
		expect(decision).toThrow(expect.objectContaining({code, message, hint}));
	} else if (reason) {
		expect(decision()).toEqual(nothing);
	} else {
		expect(decision().drafts).toHaveLength(1);
	}
});

function reasonFor(command: string, ...given: readonly Given[]): string | undefined {
	const fleet = fleetAfter(...given);
	const known = commands[command];
	return known && whyNot(known, knownAgent(fleet, coder), fleet)?.message;
}

test('a session is resumed without its story file, but nothing is started afresh', () => {
	const given = [...factsByStatus.stopped, {type: 'story-removed'}] as const;
	expect(reasonFor('resume', ...given)).toBeUndefined();
	expect(reasonFor('start', ...given)).toBe(
		'42_login:coder cannot start: its story file is gone or names another agent.',
	);
});

test('a rate-limited agent can be killed', () => {
	expect(reasonFor('kill', ...factsByStatus['rate-limited'])).toBeUndefined();
});

test.for([
	['start', 'running', '42_login:coder is already running.'],
	['start', 'queued', '42_login:coder is already queued.'],
	['resume', 'needs-input', '42_login:coder is already running and waits for your answer.'],
	['resume', 'idle', '42_login:coder has no session to resume.'],
	['kill', 'completed', '42_login:coder is completed; there is nothing to stop.'],
	['kill', 'stopping', '42_login:coder is already being stopped.'],
	['message', 'stopping', '42_login:coder is stopping, so it cannot read a message.'],
	['answer', 'running', '42_login:coder has no such permission request.'],
	['move', 'running', '42_login:coder is not queued.'],
] as const)('a %s of a %s agent is answered with: %s', ([command, status, message]) => {
	expect(reasonFor(command, ...factsByStatus[status])).toBe(message);
});
