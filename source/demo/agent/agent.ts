import type {Host} from './host.ts';
import type {Pace} from './pace.ts';
import type {Session} from './session.ts';
import type {Shell} from './shell.ts';
import {addTokens, countTokens, noTokens, type Usage} from './usage.ts';

/** What every part of the demo agent works with. */
export type DemoAgent = {
	readonly session: Session;
	/** Prints and asks; every frame carries the session. */
	readonly host: Pick<Host, 'print' | 'ask'>;
	readonly pace: Pace;
	readonly shell: Shell;
	readonly meter: Meter;
	/** Where it works. */
	readonly cwd: string;
	readonly permissionMode: string;
	/** How full the account's five-hour window is, 0 to 1. */
	readonly utilization: number;
	/** Keeps the session as it is now. */
	save(): void;
};

/** Counts what a turn and the process have been billed; the session's own total outlives both. */
export type Meter = {
	/** What the next request will be billed when it has said `output` tokens; nothing is booked. */
	quote(output: number): Usage;
	/** Books a request: the model now has in its context what it read and said. */
	bill(usage: Usage): void;
	/** Books a subagent's request, which leaves the conversation's own context as it is. */
	billSubagent(usage: Usage): void;
	/** Results of tools, and prompts: read with the next request. */
	read(text: string): void;
	readonly turn: Usage;
	/** Since the last result; begins again from nothing. */
	takeSinceResult(): Usage;
	startTurn(): void;
};

export function createMeter(session: Session): Meter {
	let turn = noTokens;
	let sinceResult = noTokens;

	const book = (usage: Usage) => {
		turn = addTokens(turn, usage);
		sinceResult = addTokens(sinceResult, usage);
		session.billed = addTokens(session.billed, usage);
	};

	return {
		quote: output => ({input: 4, output, cacheWrite: session.unreadTokens, cacheRead: session.contextTokens}),
		billSubagent: book,
		bill(usage) {
			book(usage);
			session.contextTokens += usage.cacheWrite + usage.output;
			session.unreadTokens = 0;
			session.requests += 1;
		},
		read(text) {
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
