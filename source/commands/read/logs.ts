import {TowlineError} from '../../core/errors.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import {traitsOf} from '../../core/fleet/status.ts';
import type {EpochMs, RunId} from '../../core/ids.ts';
import {readLog} from '../../store/logs/read-log.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import {findAgent} from '../agents/find-agent.ts';
import {type CommandHandler, type Invocation, requiredArgument, textOption} from '../invocation.ts';
import {interruptible} from '../run/interrupt.ts';
import {followLog, isFinished} from './follow-log.ts';
import {createLogPrinter, type LogPrinter} from './log-printer.ts';
import {findRun, lastRun, listRuns} from './log-runs.ts';
import {readTime} from './past-time.ts';
import {type ProjectState, readState} from './project-state.ts';

/**
 * `towline logs`: prints runs of an agent, by default the last. Logs are read from disk, with or without a supervisor; `-f`
 * then follows new events until the agent is finished or Ctrl-C.
 */
export const run: CommandHandler = async invocation => {
	const printer = toPrinter(invocation);
	refuseCombinations(invocation);
	const state = await readState(invocation);
	const agent = findAgent(state.fleet, requiredArgument(invocation, 0));
	const runs = await runsToPrint(invocation, state, agent);
	let position = 0;

	for (const each of runs) {
		position = await printStored({root: state.root, agent, run: each, printer});
	}

	if (runs.length === 0) {
		await sayUnlessJson(invocation, `${agent.id} has not run yet.`);
	}

	if (invocation.options.follow && !isFinished(agent)) {
		await printer.follow();
		await follow(invocation, {state, agent, run: runs.at(-1), position, printer});
	}

	await printer.end();
	return 0;
};

function toPrinter(invocation: Invocation): LogPrinter {
	const {options, print} = invocation;
	const since = textOption(invocation, 'since');
	const tail = textOption(invocation, 'tail');

	if (tail !== undefined && !/^\d{1,9}$/.test(tail)) {
		throw new TowlineError('USAGE', `--tail needs a number of lines, not "${toOneLine(tail)}".`);
	}

	return createLogPrinter({
		print,
		isJson: options.json === true,
		hasTimestamps: options.timestamps === true,
		since: since === undefined ? undefined : readTime(since, Date.now() as EpochMs),
		tail: tail === undefined ? undefined : Number(tail),
	});
}

function refuseCombinations({options}: Invocation): void {
	if (options.run !== undefined && (options.allRuns || options.follow)) {
		throw new TowlineError('USAGE', `logs takes --run or ${options.allRuns ? '--all-runs' : '--follow'}, not both.`, {
			hint: options.allRuns ? '--all-runs prints every run.' : 'Only the last run can be followed.',
		});
	}
}

async function runsToPrint(invocation: Invocation, {root}: ProjectState, agent: Agent): Promise<readonly RunId[]> {
	const named = textOption(invocation, 'run');

	if (named !== undefined) {
		return [await findRun(root, agent, named)];
	}

	return invocation.options.allRuns ? listRuns(root, agent) : [lastRun(agent)].filter(each => each !== undefined);
}

type Stored = {readonly root: string; readonly agent: Agent; readonly run: RunId; readonly printer: LogPrinter};

/** Prints what is stored of a run and returns the position after it. */
async function printStored({root, agent, run, printer}: Stored): Promise<number> {
	let position = 0;

	for await (const recorded of readLog({root, agent: agent.id, run})) {
		await printer.add(recorded);
		position = recorded.position + 1;
	}

	return position;
}

type Following = Omit<Stored, 'root' | 'run'> & {
	readonly state: ProjectState;
	readonly run: RunId | undefined;
	readonly position: number;
};

async function follow(invocation: Invocation, {state, ...following}: Following): Promise<void> {
	const {connected} = state;

	if (!connected) {
		const {agent} = following;
		await sayUnlessJson(
			invocation,
			`No supervisor is running, so there is nothing to follow. ${agent.id} is ${traitsOf(agent).label}.`,
		);
		return;
	}

	await interruptible(signal => followLog({...following, client: connected.client, signal}));
}

/** Prints a sentence for people; nothing with `--json`. */
async function sayUnlessJson({options, print}: Invocation, sentence: string): Promise<void> {
	await (options.json || print(sentence));
}
