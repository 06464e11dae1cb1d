import {assertNever} from '../../core/assert-never.ts';
import {chooseScript} from '../scripts/index.ts';
import type {DemoAgent} from './agent.ts';
import type {HostMessage} from './host.ts';
import {type Denial, type PlannedCall, planCall, printAbortedResult, runTool, toBlock} from './run-tools.ts';
import {type SayStep, type Step, say} from './script.ts';
import {type Block, printSyntheticMessage, streamMessage} from './stream-message.ts';
import {initFrame, rateLimitFrame, resultFrame, type TurnEnd} from './turn-frames.ts';

/** The state of the turn that is being played. */
type Turn = {
	readonly agent: DemoAgent;
	readonly signal: AbortSignal;
	readonly denials: Denial[];
	messages: number;
	/** Whether a tool was in use when the turn was interrupted. */
	isUsingTools: boolean;
	/** The last text of the model, which becomes the turn's result. */
	lastText: string;
};

/** Plays the script from the session's step to its end, a refusal or an interruption, and prints the result. */
export async function playTurn(
	agent: DemoAgent,
	{message, index}: {readonly message: HostMessage; readonly index: number},
	signal: AbortSignal,
): Promise<TurnEnd> {
	const {host, session, meter} = agent;
	const startedAt = Date.now();
	const turn: Turn = {agent, signal, denials: [], messages: 0, isUsingTools: false, lastText: ''};
	session.story ??= chooseScript(message.text).story;
	meter.startTurn();
	meter.addInput(message.text);
	host.print({type: 'system', subtype: 'session_state_changed', state: 'running'});
	host.print(initFrame(agent));
	host.print({
		type: 'user',
		message: {role: 'user', content: message.text},
		parent_tool_use_id: null,
		uuid: message.uuid,
		timestamp: new Date().toISOString(),
		isReplay: true,
	});

	const end = await playUntilEnd(turn);
	agent.save();
	const {denials, messages} = turn;
	host.print(resultFrame(agent, {end, denials, startedAt, messages, index}));
	host.print({type: 'system', subtype: 'session_state_changed', state: 'idle'});
	return end;
}

async function playUntilEnd(turn: Turn): Promise<TurnEnd> {
	try {
		return await playSteps(turn);
	} catch (error) {
		if (!turn.signal.aborted) {
			throw error;
		}

		const during = turn.isUsingTools ? 'tools' : 'streaming';
		const text = `[Request interrupted by user${turn.isUsingTools ? ' for tool use' : ''}]`;
		turn.agent.host.print({
			type: 'user',
			message: {role: 'user', content: [{type: 'text', text}]},
			parent_tool_use_id: null,
		});
		return {kind: 'interrupted', during};
	}
}

async function playSteps(turn: Turn): Promise<TurnEnd> {
	const {session, pace, save} = turn.agent;
	const steps = chooseScript(session.story ?? '').steps(pace.speed);

	if (session.step >= steps.length) {
		await playSay(turn, replyAfterEnd);
	}

	for (const step of steps.slice(session.step)) {
		const refusal = await playStep(turn, step);

		if (refusal) {
			return refusal;
		}

		session.step += 1;
		save();
	}

	return {kind: 'done', text: turn.lastText};
}

/** The reply to a message that arrives after the end of the script. */
const replyAfterEnd = say({
	thinking: 'The work is done. I check the working tree before I answer.',
	text: 'Thanks, noted. The story is finished. These files have changed:',
	tools: [{tool: 'Bash', command: 'git status --short', about: 'Show what changed'}],
});

/** Returns the end of the turn if this step ends it. */
async function playStep(turn: Turn, step: Step): Promise<TurnEnd | undefined> {
	switch (step.kind) {
		case 'say':
			return playSay(turn, step);
		case 'retry':
			return playRetry(turn, step);
		case 'limit':
			return playLimit(turn, step.seconds);
		case 'refusal':
			await turn.agent.pace.wait(1500, turn.signal);
			printSyntheticMessage(turn.agent, step.text, step.error, step.status);
			return {...step, kind: 'refused'};
		default:
			return assertNever(step);
	}
}

async function playSay(turn: Turn, step: SayStep): Promise<undefined> {
	const {agent, signal} = turn;

	if (step.when !== undefined && step.when !== agent.session.permission) {
		return;
	}

	const calls = (step.tools ?? []).map(call => planCall(call, agent.cwd));
	const blocks: Block[] = [
		...(step.thinking ? [{type: 'thinking', text: step.thinking} as const] : []),
		...(step.text ? [{type: 'text', text: step.text} as const] : []),
		...calls.map(toBlock),
	];
	await streamMessage(agent, blocks, signal);
	turn.messages += 1;
	turn.lastText = step.text ?? turn.lastText;

	if (agent.session.requests === 1) {
		agent.host.print(rateLimitFrame('allowed', windowEnd(), agent.utilization));
	}

	await runTools(turn, calls);
}

async function runTools(turn: Turn, calls: readonly PlannedCall[]): Promise<void> {
	for (const call of calls) {
		turn.isUsingTools = true;

		try {
			const denial = await runTool(turn.agent, call, turn.signal);
			turn.denials.push(...(denial ? [denial] : []));
		} catch (error) {
			printAbortedResult(turn.agent, call);
			throw error;
		}

		turn.isUsingTools = false;
	}
}

async function playRetry({agent, signal}: Turn, step: Extract<Step, {kind: 'retry'}>): Promise<undefined> {
	for (let attempt = 1; attempt <= step.attempts; attempt++) {
		const delayMs = 600 * 2 ** (attempt - 1);
		agent.host.print({
			type: 'system',
			subtype: 'api_retry',
			attempt,
			max_retries: 10,
			retry_delay_ms: delayMs,
			error_status: step.status,
			error: step.error,
		});
		await agent.pace.wait(delayMs, signal);
	}
}

async function playLimit({agent, signal}: Turn, seconds: number): Promise<TurnEnd | undefined> {
	const {session, host, pace} = agent;
	const now = Date.now() / 1000;
	session.limitedUntil ??= Math.ceil(now + seconds / pace.speed);

	if (now >= session.limitedUntil) {
		return undefined;
	}

	await pace.wait(600, signal);
	const opensAt = new Date(session.limitedUntil * 1000).toISOString().slice(11, 19);
	const text = `You've hit your 5-hour limit · resets ${opensAt} (UTC)`;
	host.print(rateLimitFrame('rejected', session.limitedUntil, 1.02));
	printSyntheticMessage(agent, text, 'rate_limit', 429);
	return {kind: 'refused', text, status: 429, terminalReason: 'api_error'};
}

/** When the five-hour rate limit resets: two to three hours from now, on the hour, in Unix seconds. */
function windowEnd(): number {
	return (Math.floor(Date.now() / 3_600_000) + 3) * 3600;
}
