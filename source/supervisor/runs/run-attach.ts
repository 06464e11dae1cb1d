import {createPriceOf} from '../../core/money/prices.ts';
import type {ProcessExit} from '../../launchers/launcher.ts';
import type {Launched} from './run-launch.ts';
import {createRunOutput} from './run-output.ts';
import type {RunParts} from './run-parts.ts';

/** Reads the process's output from its first byte on and sends it the prompt. Resolves when it has exited. */
export function attachProcess(parts: RunParts, {process, request}: Launched): Promise<ProcessExit> {
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
