import type {DemoAgent} from './agent.ts';
import type {Frame} from './host.ts';
import type {Denial} from './run-tools.ts';
import {costUsd, noTokens, toApiUsage, toModelUsage, type Usage} from './usage.ts';

/** How a turn ended. */
export type TurnEnd =
	| {readonly kind: 'done'; readonly text: string}
	| {readonly kind: 'refused'; readonly text: string; readonly status: number; readonly terminalReason: string}
	| {readonly kind: 'interrupted'; readonly during: 'streaming' | 'tools'};

/** The first frame of each turn. */
export function initFrame({session, cwd, permissionMode}: DemoAgent): Frame {
	return {
		type: 'system',
		subtype: 'init',
		cwd,
		tools: ['Agent', 'Bash', 'Edit', 'Read', 'Write'],
		mcp_servers: [],
		model: session.model,
		permissionMode,
		slash_commands: [],
		apiKeySource: 'none',
		claude_code_version: '2.1.328-demo',
		output_style: 'default',
		agents: ['Explore'],
		skills: [],
		plugins: [],
		capabilities: ['interrupt_receipt_v1'],
	};
}

type ResultFacts = {
	readonly end: TurnEnd;
	readonly denials: readonly Denial[];
	readonly startedAt: number;
	/** Messages of the model in this turn. */
	readonly messages: number;
	/** Number of results that this process has printed before. */
	readonly index: number;
};

/** The last frame of each turn. Totals are those of the session; usage since the last result is a separate field. */
export function resultFrame(agent: DemoAgent, {end, denials, startedAt, messages, index}: ResultFacts): Frame {
	const {model, billed} = agent.session;
	return {
		type: 'result',
		...toOutcome(end),
		duration_ms: Date.now() - startedAt,
		duration_api_ms: Date.now() - startedAt,
		num_turns: messages,
		total_cost_usd: costUsd(model, billed),
		usage: toApiUsage(agent.meter.turn),
		modelUsage: toModels(model, billed),
		permission_denials: denials,
		result_index: index,
		queued_turn_count: 0,
		model_usage_since_last_result: toModels(model, agent.meter.takeSinceResult()),
	};
}

/** The only frame for an unknown session; no `init` precedes it. */
export function unknownSessionFrame(id: string): Frame {
	return {
		type: 'result',
		subtype: 'error_during_execution',
		duration_ms: 0,
		duration_api_ms: 0,
		is_error: true,
		num_turns: 0,
		stop_reason: null,
		session_id: id,
		total_cost_usd: 0,
		usage: toApiUsage(noTokens),
		modelUsage: {},
		permission_denials: [],
		errors: [unknownSessionText(id)],
		result_index: 0,
	};
}

/** The error text of the real program for an unknown session. */
export function unknownSessionText(id: string): string {
	return `No conversation found with session ID: ${id}`;
}

/** Reports the five-hour rate limit. `resetsAt` in Unix seconds, `utilization` from 0 to 1. */
export function rateLimitFrame(status: 'allowed' | 'rejected', resetsAt: number, utilization: number): Frame {
	const week = {utilization: 0.18, resetsAt: resetsAt + 4 * 24 * 3600, status: 'allowed'};
	return {
		type: 'rate_limit_event',
		rate_limit_info: {
			status,
			resetsAt,
			rateLimitType: 'five_hour',
			overageStatus: 'rejected',
			overageDisabledReason: 'org_level_disabled',
			isUsingOverage: false,
			unifiedWindows: {five_hour: {utilization, resetsAt, status}, seven_day: week},
		},
	};
}

function toOutcome(end: TurnEnd): Frame {
	switch (end.kind) {
		case 'done':
			return {
				subtype: 'success',
				is_error: false,
				api_error_status: null,
				result: end.text,
				stop_reason: 'end_turn',
				terminal_reason: 'completed',
			};
		case 'refused':
			return {
				subtype: 'success',
				is_error: true,
				api_error_status: end.status,
				result: end.text,
				stop_reason: 'stop_sequence',
				terminal_reason: end.terminalReason,
			};
		case 'interrupted':
			return {
				subtype: 'error_during_execution',
				is_error: true,
				errors: ['Interrupted by the user.'],
				stop_reason: null,
				terminal_reason: end.during === 'tools' ? 'aborted_tools' : 'aborted_streaming',
			};
	}
}

function toModels(model: string, usage: Usage): Frame {
	return usage.output === 0 ? {} : {[model]: toModelUsage(model, usage)};
}
