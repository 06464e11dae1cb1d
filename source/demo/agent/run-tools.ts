import {randomBytes} from 'node:crypto';
import {assertNever} from '../../core/assert-never.ts';
import type {DemoAgent} from './agent.ts';
import type {SayStep, ToolCall} from './script.ts';
import {type Block, printSubagentMessage} from './stream-message.ts';
import {runFileTool, type ToolOutcome, toToolInput} from './tools.ts';

/** A tool call with the id that its result refers to. */
export type PlannedCall = {
	readonly id: string;
	readonly call: ToolCall;
	readonly input: Readonly<Record<string, unknown>>;
};

/** A denied tool call, as listed in the turn's result. */
export type Denial = {readonly tool_name: string; readonly tool_use_id: string; readonly tool_input: unknown};

/** Gives a scripted tool call an id and an input with absolute paths. */
export function planCall(call: ToolCall, cwd: string): PlannedCall {
	return {id: `toolu_${randomBytes(11).toString('hex')}`, call, input: toToolInput(call, cwd)};
}

/** The tool call as a block of the model's message. */
export function toBlock({id, call, input}: PlannedCall): Block {
	return {type: 'tool_use', id, name: call.tool, input};
}

/** While a tool runs, the real program prints a heartbeat at this interval. */
const heartbeatMs = 30_000;

/** Runs one tool and prints its result. Asks for permission first if the script says so; returns the denial, if any. */
export async function runTool(
	agent: DemoAgent,
	planned: PlannedCall,
	signal: AbortSignal,
): Promise<Denial | undefined> {
	const {call, id, input} = planned;
	const command = call.tool === 'Bash' && call.asks ? await askFor(agent, planned, signal) : undefined;

	if (command?.behavior === 'deny') {
		printResult(agent, id, toDenied(command.message));
		return {tool_name: call.tool, tool_use_id: id, tool_input: input};
	}

	const startedAt = Date.now();
	const heartbeat = setInterval(() => printHeartbeat(agent, planned, startedAt), heartbeatMs);

	try {
		printResult(agent, id, await execute(agent, {...planned, call: edited(call, command?.updatedInput)}, signal));
	} finally {
		clearInterval(heartbeat);
	}

	return undefined;
}

/** Prints the result that the real program prints for a tool of an interrupted turn. */
export function printAbortedResult(agent: DemoAgent, {id}: PlannedCall): void {
	printResult(agent, id, {
		content: "The user doesn't want to proceed with this tool use. The tool use was rejected.",
		isError: true,
		result: 'User rejected tool use',
		notRun: 'user-rejected',
	});
}

function toDenied(message: string): ToolOutcome {
	return {content: message, isError: true, result: `Error: ${message}`, notRun: 'permission-rule'};
}

async function askFor(agent: DemoAgent, {id, call, input}: PlannedCall, signal: AbortSignal) {
	const {host, session} = agent;
	host.print({type: 'system', subtype: 'session_state_changed', state: 'requires_action'});

	try {
		const answer = await host.ask(
			{
				tool_name: call.tool,
				display_name: call.tool,
				input,
				description: input.description,
				permission_suggestions: [
					{
						type: 'addRules',
						rules: [{toolName: call.tool, ruleContent: input.command}],
						behavior: 'allow',
						destination: 'localSettings',
					},
				],
				decision_reason: 'This command requires approval',
				decision_reason_type: 'other',
				tool_use_id: id,
			},
			signal,
		);
		session.permission = answer.behavior === 'allow' ? 'allowed' : 'denied';
		return answer;
	} finally {
		host.print({type: 'system', subtype: 'session_state_changed', state: 'running'});
	}
}

/** Applies the host's edit of an allowed command. */
function edited(call: ToolCall, input: unknown): ToolCall {
	const command = typeof input === 'object' && input !== null && 'command' in input ? input.command : undefined;
	return call.tool === 'Bash' && typeof command === 'string' ? {...call, command} : call;
}

async function execute(agent: DemoAgent, {id, call}: PlannedCall, signal: AbortSignal): Promise<ToolOutcome> {
	switch (call.tool) {
		case 'Read':
		case 'Write':
		case 'Edit':
			await agent.pace.wait(120, signal);
			return runFileTool(call, agent.cwd);
		case 'Bash':
			return agent.shell.run(call.command, signal);
		case 'Agent':
			return runSubagent(agent, {id, call}, signal);
		default:
			return assertNever(call);
	}
}

type Subagent = {readonly id: string; readonly call: Extract<ToolCall, {tool: 'Agent'}>};

async function runSubagent(agent: DemoAgent, {id, call}: Subagent, signal: AbortSignal): Promise<ToolOutcome> {
	const {host, pace} = agent;
	const task = {task_id: `a${randomBytes(8).toString('hex')}`, tool_use_id: id, description: call.about};
	const startedAt = Date.now();
	let lastText = '';
	host.print({type: 'system', subtype: 'task_started', ...task, subagent_type: 'Explore', task_type: 'local_agent'});

	for (const step of call.steps) {
		await pace.wait(1200, signal);
		lastText = step.text ?? lastText;
		await playSubagentStep(agent, {parent: id, step}, signal);
	}

	const usage = {total_tokens: 4200, tool_uses: call.steps.length, duration_ms: Date.now() - startedAt};
	host.print({type: 'system', subtype: 'task_notification', ...task, status: 'completed', summary: lastText, usage});
	return {content: lastText, isError: false, result: {status: 'completed', content: [{type: 'text', text: lastText}]}};
}

async function playSubagentStep(
	agent: DemoAgent,
	{parent, step}: {readonly parent: string; readonly step: SayStep},
	signal: AbortSignal,
): Promise<void> {
	if (step.text) {
		printSubagentMessage(agent, parent, {type: 'text', text: step.text});
	}

	for (const call of step.tools ?? []) {
		const planned = planCall(call, agent.cwd);
		printSubagentMessage(agent, parent, toBlock(planned));
		printResult(agent, planned.id, await execute(agent, planned, signal), parent);
	}
}

function printResult(agent: DemoAgent, id: string, outcome: ToolOutcome, parent: string | null = null): void {
	const {content, isError, result, notRun} = outcome;
	agent.host.print({
		type: 'user',
		message: {role: 'user', content: [{tool_use_id: id, type: 'tool_result', content, is_error: isError}]},
		parent_tool_use_id: parent,
		timestamp: new Date().toISOString(),
		tool_use_result: result,
		...(notRun ? {tool_result_meta: [{id, ...refusals[notRun]}]} : {}),
	});

	if (parent === null) {
		agent.meter.addInput(content);
	}
}

/** How the real program marks a tool that did not run because of a denial or an interrupt. */
const refusals = {
	'permission-rule': {
		non_execution_kind: 'permission-rule',
		permission_decision: {decision: 'reject', source: 'user_reject'},
	},
	'user-rejected': {non_execution_kind: 'user-rejected'},
};

function printHeartbeat(agent: DemoAgent, {id, call}: PlannedCall, startedAt: number): void {
	agent.host.print({
		type: 'tool_progress',
		tool_use_id: id,
		tool_name: call.tool,
		parent_tool_use_id: null,
		elapsed_time_seconds: Math.round((Date.now() - startedAt) / 1000),
		heartbeat: true,
	});
}
