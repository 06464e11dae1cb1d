import type {Host} from './host.ts';
import type {Pace} from './pace.ts';
import type {Session} from './session.ts';
import type {Shell} from './shell.ts';
import {addTokens, countTokens, noTokens, type Usage} from './usage.ts';

/** The parts of the demo agent, passed to every function that plays a turn. */
export type DemoAgent = {
	readonly session: Session;
	/** Every printed frame gets the session id. */
	readonly host: Pick<Host, 'print' | 'ask'>;
	readonly pace: Pace;
	readonly shell: Shell;
	readonly meter: Meter;
	/** Absolute path of the folder it works in. */
	readonly cwd: string;
	readonly permissionMode: string;
	/** Used share of the account's five-hour rate limit, 0 to 1. */
	readonly utilization: number;
	/** Writes the session to disk. */
	save(): void;
};

/** Counts the tokens billed to the turn, since the last result, and to the session. */
export type Meter = {
	/** The tokens that a request with `output` tokens will be billed; records nothing. */
	estimate(output: number): Usage;
	/** Records a request. Its input and output are now part of the context. */
	bill(usage: Usage): void;
	/** Records a subagent's request, which does not change the context of the conversation. */
	billSubagent(usage: Usage): void;
	/** Adds a prompt or a tool result to the input of the next request. */
	addInput(text: string): void;
	/** Tokens billed to the current turn. */
	readonly turn: Usage;
	/** Returns the tokens billed since the last call, and starts again from zero. */
	takeSinceResult(): Usage;
	startTurn(): void;
};

/** Starts at zero; the session's total continues from its stored value. */
export function createMeter(session: Session): Meter {
	let turn = noTokens;
	let sinceResult = noTokens;

	const add = (usage: Usage) => {
		turn = addTokens(turn, usage);
		sinceResult = addTokens(sinceResult, usage);
		session.billed = addTokens(session.billed, usage);
	};

	return {
		estimate: output => ({input: 4, output, cacheWrite: session.unreadTokens, cacheRead: session.contextTokens}),
		billSubagent: add,
		bill(usage) {
			add(usage);
			session.contextTokens += usage.cacheWrite + usage.output;
			session.unreadTokens = 0;
			session.requests += 1;
		},
		addInput(text) {
			session.unreadTokens += countTokens(text);
		},
		get turn() {
			return turn;
		},
		takeSinceResult() {
			const taken = sinceResult;
			sinceResult = noTokens;
			return taken;
		},
		startTurn() {
			turn = noTokens;
		},
	};
}
