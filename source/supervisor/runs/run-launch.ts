import type {RunEvent} from '../../core/fleet/agent-event.ts';
import type {RunId} from '../../core/ids.ts';
import type {LaunchedProcess} from '../../launchers/launcher.ts';
import {renderPrompt} from '../../project/config/prompt.ts';
import type {RunRequest} from '../../runtimes/runtime.ts';
import {stripEscapes} from '../../stream/sanitize.ts';
import {credentialOf} from '../credential.ts';
import {refuseOpenSession} from '../open-session.ts';
import {toRunEnvironment} from './environment.ts';
import type {StartedProgram} from './old-program.ts';
import type {RunFolder} from './run-folder.ts';
import {toNoteText} from './run-note.ts';
import type {RunDeps, RunOptions} from './run-options.ts';

/** The size of the agent's terminal; wide, so that text for people is not wrapped. */
const terminalSize = {columns: 200, rows: 50} as const;
/** The message to a session that is resumed without one. */
const resumePrompt = 'You were interrupted. Go on where you left off.';

export type Launched = {
	readonly process: LaunchedProcess;
	readonly request: RunRequest;
	readonly program: StartedProgram;
};

/**
 * Prepares a run's folder and starts its process; pid and start time are recorded before the first byte is read.
 * Throws the signal's reason when the run was stopped meanwhile, `LAUNCH_FAILED`, `SESSION_OPEN` or `WORKTREE_FAILED`.
 */
export async function launchRun(options: {
	readonly run: RunId;
	readonly options: RunOptions;
	readonly deps: RunDeps;
	readonly folder: RunFolder;
	readonly signal: AbortSignal;
	readonly record: (events: readonly RunEvent[]) => void;
}): Promise<Launched> {
	const {run, deps, folder, signal, record} = options;
	const {sent, agentConfig} = options.options;
	const base = {sent, configured: agentConfig.env, run};
	const nothingSet = {setEnv: {}, unsetEnv: []};
	const {cwd, branch, head} = await folder.prepare({
		now: deps.clock.now(),
		env: toRunEnvironment({...base, cwd: folder.planned.cwd, plan: nothingSet}),
		signal,
		onOutput: text => record([{type: 'line-printed', text: stripEscapes(text)}]),
		onRemark: text => record([{type: 'remark-made', level: 'info', text}]),
	});
	signal.throwIfAborted();

	const requestEnv = toRunEnvironment({...base, cwd, plan: nothingSet});
	const credential = credentialOf(deps.runtime, requestEnv) ?? '';
	const request = toRequest(options.options, {cwd, env: requestEnv, credential});
	const {intent, story} = options.options;

	if (intent.kind === 'resume' && !intent.evenIfOpen) {
		await refuseOpenSession({runtime: deps.runtime, env: requestEnv, session: intent.session, story: story.id});
	}

	const plan = deps.runtime.plan(request);
	const env = toRunEnvironment({...base, cwd, plan});
	const note = toNoteText({sent, prompt: request.prompt, folder: {cwd, branch, head}});
	const process = await deps.launcher.launch({
		run,
		command: plan.command,
		args: plan.args,
		cwd,
		env,
		...terminalSize,
		stdin: plan.input === 'frames' ? 'fifo' : 'empty',
		note,
	});
	const {pid, pidStart} = process;
	const folderFacts = {cwd, branch, ...(head === undefined ? {} : {head})};
	record([{type: 'process-started', pid, pidStart, ...folderFacts}]);
	return {process, request, program: {file: plan.command, cwd, env}};
}

/** What a run is to do, for its runtime; without a prompt of its own, that of its story or session. */
export function toRequest(
	{intent, story, agentConfig}: RunOptions,
	{cwd, env, credential}: Pick<RunRequest, 'env' | 'credential'> & {readonly cwd: string},
): RunRequest {
	return {
		session: intent.kind === 'resume' ? intent.session : undefined,
		command: agentConfig.command,
		args: agentConfig.args,
		permissionMode: agentConfig.permissionMode,
		maxTurns: agentConfig.maxTurns,
		prompt:
			intent.kind === 'resume'
				? (intent.message ?? resumePrompt)
				: [renderPrompt(agentConfig.prompt, story, cwd), ...(intent.message ? [intent.message] : [])].join('\n\n'),
		name: story.id,
		env,
		credential,
	};
}
