/**
 * The agent program of the demo. It speaks the protocol of Claude Code and really edits files and runs commands, but plays a
 * script instead of asking a model. It stores sessions in `TOWLINE_DEMO_HOME`; `TOWLINE_DEMO_SPEED` multiplies its speed.
 */
import path from 'node:path';
import {parseArgs} from 'node:util';
import {chooseScript} from '../scripts/index.ts';
import {createMeter, type DemoAgent} from './agent.ts';
import {connectHost, type Host} from './host.ts';
import {createPace} from './pace.ts';
import {openSessionFolder, type Session, type SessionFolder} from './session.ts';
import {createShell} from './shell.ts';
import {playTurn} from './turn.ts';
import {type TurnEnd, unknownSessionFrame, unknownSessionText} from './turn-frames.ts';

const options = parseAgentArguments(process.argv.slice(2));
const home = process.env.TOWLINE_DEMO_HOME;

if (home) {
	process.exitCode = await run(home);
} else {
	process.stderr.write('The demo agent needs TOWLINE_DEMO_HOME, a folder for its sessions.\n');
	process.exitCode = 1;
}

/** Plays a turn for each message until the input ends. Returns the exit code. */
async function run(folder: string): Promise<0 | 1> {
	const sessions = openSessionFolder(path.join(folder, 'sessions'));
	const session = options.resume === undefined ? sessions.create(options.model) : resume(sessions.load(options.resume));

	if (session === undefined) {
		return refuseSession(options.resume ?? '');
	}

	let turn = new AbortController();
	const interrupt = () => turn.abort();
	const host = connectHost({
		input: process.stdin,
		output: process.stdout,
		initializeResponse: {commands: [], agents: [], models: [], account: {tokenSource: 'demo'}, pid: process.pid},
		onInterrupt: interrupt,
		onInvalidLine: refuseInput,
	});
	const agent = createAgent(session, sessions, host);
	endWithSignals(agent, interrupt);
	let index = 0;
	let end: TurnEnd | undefined;

	for await (const message of host.messages()) {
		turn = new AbortController();
		end = await playTurn(agent, {message, index: index++}, turn.signal);
	}

	return end?.kind === 'done' ? 0 : 1;
}

function createAgent(session: Session, sessions: SessionFolder, host: Host): DemoAgent {
	return {
		session,
		host: {...host, print: frame => host.print({session_id: session.id, ...frame})},
		pace: createPace(process.env.TOWLINE_DEMO_SPEED),
		shell: createShell(process.cwd()),
		meter: createMeter(session),
		cwd: process.cwd(),
		permissionMode: options.permissionMode,
		utilization: Math.min(0.9, 0.3 + sessions.count() * 0.03),
		save: () => sessions.save(session),
	};
}

/** A resumed session skips to its script's `resumesAt`, so that the long story ends soon after a resume. */
function resume(session: Session | undefined): Session | undefined {
	const resumesAt = session?.story === undefined ? undefined : chooseScript(session.story).resumesAt;

	if (session && resumesAt !== undefined) {
		session.step = Math.max(session.step, resumesAt);
	}

	return session;
}

function refuseSession(id: string): 1 {
	process.stderr.write(`${unknownSessionText(id)}\n`);
	process.stdout.write(`${JSON.stringify(unknownSessionFrame(id))}\n`);
	return 1;
}

/** Exits at a line that is not JSON, like the real program. */
function refuseInput(line: string): void {
	process.stderr.write(`Error parsing streaming input line: ${line.slice(0, 200)}\n`);
	process.exit(1);
}

/** Like the real program: SIGINT interrupts the turn; SIGTERM and SIGHUP kill the tools and exit without a result. */
function endWithSignals(agent: DemoAgent, interrupt: () => void): void {
	process.once('SIGINT', () => {
		interrupt();
		process.stdin.destroy();
	});

	for (const [signal, exitCode] of [
		['SIGTERM', 143],
		['SIGHUP', 129],
	] as const) {
		process.once(signal, () => {
			agent.shell.killAll();
			process.exit(exitCode);
		});
	}
}

/** The options of Claude Code that the demo agent uses. */
type AgentArguments = {
	/** Id of the session to continue; `undefined` starts a new one. */
	readonly resume: string | undefined;
	/** The full name of the model. */
	readonly model: string;
	readonly permissionMode: string;
};

/** Parses the arguments. Unknown flags and values of the wrong type are ignored. */
function parseAgentArguments(args: readonly string[]): AgentArguments {
	const {values} = parseArgs({
		args: [...args],
		options: {resume: {type: 'string'}, model: {type: 'string'}, 'permission-mode': {type: 'string'}},
		strict: false,
	});

	return {
		resume: toText(values.resume),
		model: toModelName(toText(values.model) ?? 'sonnet'),
		permissionMode: toText(values['permission-mode']) ?? 'default',
	};
}

function toText(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

function toModelName(alias: string): string {
	return alias === 'opus' || alias === 'sonnet' ? `claude-${alias}-5-5` : alias;
}
