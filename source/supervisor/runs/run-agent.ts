import type {LiveRun} from '../../core/fleet/agent.ts';
import type {RecordedFact} from '../../core/fleet/agent-event.ts';
import {type RunId, toRunId} from '../../core/ids.ts';
import {createPriceOf} from '../../core/money/prices.ts';
import type {HeldProcess, LaunchedProcess, ProcessExit} from '../../launchers/launcher.ts';
import type {RunRequest} from '../../runtimes/runtime.ts';
import type {SpoolCursor} from '../../store/store.ts';
import {credentialOf} from '../credential.ts';
import {toRunEnvironment} from './environment.ts';
import type {LiveHandle} from './live-handle.ts';
import type {StartedProgram} from './old-program.ts';
import {createRunControl, type RunControl} from './run-control.ts';
import {endExited, endUnstarted} from './run-ending.ts';
import {launchRun, toRequest} from './run-launch.ts';
import {readNote} from './run-note.ts';
import type {RunDeps, RunOptions} from './run-options.ts';
import {createRunOutput} from './run-output.ts';
import {createRunParts, type RunParts} from './run-parts.ts';

/** Starts a run: prepares its folder, starts its process, follows it to its end. All events are recorded. */
export function startRun(options: RunOptions, deps: RunDeps): LiveHandle {
	const run: RunId = toRunId(deps.clock.now(), deps.clock.random());
	const parts = createRunParts(run, options, deps);
	const control = createRunControl(parts);
	return toHandle(
		parts,
		control,
		runToEnd(parts, () => launchProcess(parts, control)),
	);
}

/** A run of an earlier supervisor, and what is known of it. */
export type AdoptedRun = {
	readonly live: LiveRun;
	readonly held: HeldProcess;
	/** The facts of the run so far, in order. */
	readonly facts: readonly RecordedFact[];
	/** How far its recorded events reach into what it has printed. */
	readonly recorded: SpoolCursor;
};

/** Goes on with a run of an earlier supervisor, as if that one were still here. Nothing is recorded, written or counted twice. */
export function adoptRun(adopted: AdoptedRun, options: RunOptions, deps: RunDeps): LiveHandle {
	const {live, held} = adopted;
	const {hasSession} = live;
	const parts = createRunParts(live.run, options, deps, {hasSession, lastOutputAt: held.lastOutputAt});
	const control = createRunControl(parts);
	return toHandle(
		parts,
		control,
		runToEnd(parts, () => adoptProcess(parts, control, adopted)),
	);
}

function toHandle({run, options, conversation}: RunParts, control: RunControl, ended: Promise<void>): LiveHandle {
	return {
		run,
		agent: options.agent.id,
		say: conversation.say,
		interruptTurn: conversation.interruptTurn,
		answer: conversation.answer,
		stop: control.stop,
		freeze: control.freeze,
		thaw: control.thaw,
		isLaunched: control.isLaunched,
		ended,
	};
}

/** Until `run-ended` is recorded; never rejects. `follow` resolves when the process has exited. */
async function runToEnd(parts: RunParts, follow: () => Promise<Exited>): Promise<void> {
	const {run, deps, inactivity, exitGrace, background} = parts;

	try {
		const {processExit, program} = await follow();
		await endExited({...parts, processExit, program}, deps, parts.recordEnd);
	} catch (error) {
		await endUnstarted({run, error}, deps, event => parts.recordEnd(event, {couldNotStart: true}));
	} finally {
		inactivity.cancel();
		exitGrace.cancel();
		background.cancel();
	}
}

/** How a process ended, and of which program it was. */
type Exited = {readonly processExit: ProcessExit; readonly program: StartedProgram};

async function launchProcess(parts: RunParts, control: RunControl): Promise<Exited> {
	const {run, options, deps, folder, inactivity, conversation} = parts;
	const {agent, intent, isUnattended} = options;
	parts.record([{type: 'run-started', attempt: agent.attempts + 1, intent, ...folder.planned, isUnattended}]);
	const {process, request, program} = await launchRun({
		run,
		options,
		deps,
		folder,
		signal: control.stopSignal,
		record: events => {
			inactivity.touch();
			parts.record(events);
		},
	});
	inactivity.touch();
	const exited = readOutput(parts, {process, request});
	conversation.begin(process, toPromptId(run), request.prompt);
	control.onLaunched();
	return {processExit: await exited, program};
}

async function adoptProcess(parts: RunParts, control: RunControl, adopted: AdoptedRun): Promise<Exited> {
	const {run, options, deps, folder, conversation, events, changes} = parts;
	const {live, held, facts, recorded} = adopted;
	const note = readNote(held.note);
	const {cwd, branch, head = live.head} = note?.folder ?? live;

	// Its supervisor died between the start of the process and the record of it.
	if (live.pid === undefined) {
		const {pid, pidStart} = held;
		parts.record([{type: 'process-started', pid, pidStart, cwd, branch, ...(head === undefined ? {} : {head})}]);
	}

	await folder.adopt(head);
	const {sent, agentConfig} = options;
	const nothingSet = {setEnv: {}, unsetEnv: []};
	const env = toRunEnvironment({sent, configured: agentConfig.env, run, cwd, plan: nothingSet});
	const credential = credentialOf(deps.runtime, env) ?? '';
	const asPlanned = toRequest(options, {cwd, env, credential});
	const request = {...asPlanned, prompt: note?.prompt ?? asPlanned.prompt};
	conversation.resume(held, {promptId: toPromptId(run), prompt: request.prompt, facts});
	changes.touch();
	const onCaughtUp = () => {
		control.onLaunched();
		events.endInputIfDone();

		if (deps.stopping(run)) {
			control.stop().catch(deps.onFault);
		}
	};
	const processExit = await readOutput(parts, {
		process: held,
		request,
		replay: {recorded, size: held.size, onCaughtUp},
	});
	return {processExit, program: {file: deps.runtime.plan(request).command, cwd, env}};
}

type Reading = {
	readonly process: LaunchedProcess;
	readonly request: RunRequest;
	/** For an adopted run: what was recorded before, and when all that it had printed by now is read. */
	readonly replay?: {readonly recorded: SpoolCursor; readonly size: number; readonly onCaughtUp: () => void};
};

/** Reads the process's output from its first byte on. Resolves when it has exited. */
function readOutput(
	{options, deps, inactivity, events}: RunParts,
	{process, request, replay}: Reading,
): Promise<ProcessExit> {
	const output = createRunOutput({
		translator: deps.runtime.createTranslator(request, createPriceOf(options.config.prices)),
		clock: deps.clock,
		onEvents: events.receive,
		...(replay ? {recorded: replay.recorded, onReplayed: events.replay} : {}),
	});
	let isCaughtUp = replay === undefined;

	const catchUp = (offset: number) => {
		if (!isCaughtUp && replay && offset >= replay.size) {
			isCaughtUp = true;
			replay.onCaughtUp();
		}
	};

	return new Promise<ProcessExit>(resolve => {
		process.read({
			onData(chunk, offset) {
				if (isCaughtUp) {
					inactivity.touch();
				}

				output.push(chunk, offset);
				catchUp(offset + chunk.length);
			},
			onExit(exit) {
				output.end();
				catchUp(Number.POSITIVE_INFINITY);
				resolve(exit);
			},
		});
		catchUp(0);
	});
}

function toPromptId(run: RunId): string {
	return `${run}-prompt`;
}
