import {type RunId, toRunId} from '../../core/ids.ts';
import {createPriceOf} from '../../core/money/prices.ts';
import type {ProcessExit} from '../../launchers/launcher.ts';
import type {LiveHandle} from './live-handle.ts';
import {createRunControl, type RunControl} from './run-control.ts';
import {endExited, endUnstarted} from './run-ending.ts';
import {type Launched, launchRun} from './run-launch.ts';
import type {RunDeps, RunOptions} from './run-options.ts';
import {createRunOutput} from './run-output.ts';
import {createRunParts, type RunParts} from './run-parts.ts';

/** Starts a run: prepares its folder, starts its process, follows it to its end. All events are recorded. */
export function startRun(options: RunOptions, deps: RunDeps): LiveHandle {
	const run: RunId = toRunId(deps.clock.now(), deps.clock.random());
	const parts = createRunParts(run, options, deps);
	const control = createRunControl(parts);
	return {
		run,
		agent: options.agent.id,
		say: parts.conversation.say,
		answer: parts.conversation.answer,
		stop: control.stop,
		freeze: control.freeze,
		thaw: control.thaw,
		ended: runToEnd(parts, control),
	};
}

/** From `run-started` to `run-ended`; never rejects. */
async function runToEnd(parts: RunParts, control: RunControl): Promise<void> {
	const {run, options, deps, folder, inactivity, exitGrace} = parts;
	const {agent, intent, isUnattended} = options;
	const attempt = agent.attempts + 1;

	try {
		parts.record([{type: 'run-started', attempt, intent, ...folder.planned, isUnattended}]);
		const launched = await launchRun({
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
		const exited = attachProcess(parts, launched);
		control.onLaunched();
		const processExit = await exited;
		await endExited({...parts, processExit, program: launched.program}, deps, parts.recordEnd);
	} catch (error) {
		await endUnstarted({run, error}, deps, event => parts.recordEnd(event, {couldNotStart: true}));
	} finally {
		inactivity.cancel();
		exitGrace.cancel();
		deps.custody.release(run);
	}
}

/** Reads the process's output from its first byte on and sends it the prompt. Resolves when it has exited. */
function attachProcess(parts: RunParts, {process, request}: Launched): Promise<ProcessExit> {
	const {run, options, deps, inactivity, conversation, events} = parts;
	const output = createRunOutput({
		translator: deps.runtime.createTranslator(request, createPriceOf(options.config.prices)),
		clock: deps.clock,
		onEvents: events.receive,
	});
	const exited = new Promise<ProcessExit>(resolve => {
		process.onExit(exit => {
			output.end();
			resolve(exit);
		});
	});
	process.onData(chunk => {
		inactivity.touch();
		output.push(chunk);
	});
	inactivity.touch();
	conversation.begin(process, `${run}-prompt`, request.prompt);
	return exited;
}
