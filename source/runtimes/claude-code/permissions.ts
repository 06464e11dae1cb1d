import type {RunEvent} from '../../core/fleet/agent-event.ts';
import type {Permission, PermissionSubject} from '../../core/fleet/permission.ts';
import type {EpochMs} from '../../core/ids.ts';
import {elicitation, readElicitation} from './elicitation.ts';
import {cleanLine, cleanText, type Fields, isStorable, rawText, shownLine, toFields, toList} from './fields.ts';
import {readContent} from './tools/subject.ts';
import {summarizeTool} from './tools/tool-summary.ts';
import {targetOfTool} from './tools/tool-target.ts';

/**
 * Reads a request of the program; `undefined` for a frame that is none. Input and suggestions are kept unchanged because
 * they are sent back; only the text to show is sanitised. A request that is not known is refused, because the program
 * waits for its answer.
 */
export function readControlRequest(frame: Fields, cwd: string | undefined): readonly RunEvent[] | undefined {
	const request = toFields(frame.request);
	const requestId = rawText(frame.request_id);

	if (!request || !requestId) {
		return undefined;
	}

	if (!isStorable(request)) {
		return [{type: 'request-refused', requestId, reason: 'The request is nested too deeply.'}];
	}

	switch (request.subtype) {
		case 'can_use_tool':
			return [{type: 'permission-asked', permission: readToolRequest(request, requestId, cwd)}];
		case elicitation:
			return [{type: 'permission-asked', permission: readFormRequest(request, requestId)}];
		default: {
			const name = cleanLine(request.subtype, 80) ?? 'without a name';
			return [
				{type: 'frame-kept', frame},
				{type: 'request-refused', requestId, reason: `Towline does not know the request ${name}.`},
			];
		}
	}
}

function readToolRequest(request: Fields, requestId: string, cwd: string | undefined): Permission {
	const input = toFields(request.input) ?? {};
	const tool = rawText(request.tool_name) ?? '';
	const content = readContent(tool, input);
	const suggestions = suggestionsOf(request, content.subject);
	return {
		requestId,
		tool: cleanLine(tool) ?? 'a tool',
		summary: summarizeTool({tool, input, cwd}),
		...content,
		target: targetOfTool(tool, input),
		input,
		reason: cleanText(request.decision_reason),
		alwaysLabel: suggestions.length > 0 ? suggestions.map(labelOf).join('\n') : undefined,
		suggestions,
		toolId: cleanLine(request.tool_use_id),
		// The recorder sets the time; a translator has no clock.
		askedAt: 0 as EpochMs,
	};
}

function readFormRequest(request: Fields, requestId: string): Permission {
	return {
		requestId,
		tool: cleanLine(request.mcp_server_name) ?? 'an MCP server',
		...readElicitation(request),
		input: request,
		reason: undefined,
		alwaysLabel: undefined,
		suggestions: undefined,
		toolId: undefined,
		askedAt: 0 as EpochMs,
	};
}

/** The program withdraws a request; `undefined` if the frame has no id. */
export function readCancelRequest(frame: Fields): readonly RunEvent[] | undefined {
	const requestId = rawText(frame.request_id);
	return requestId ? [{type: 'permission-withdrawn', requestId}] : undefined;
}

/** What "always" would send back. For a plan the program suggests nothing, but takes a permission mode (tried). */
function suggestionsOf(request: Fields, subject: PermissionSubject): readonly Fields[] {
	if (request.suppress_always_allow_rule === true || subject.kind === 'question') {
		return [];
	}

	const suggested = toList(request.permission_suggestions);
	return subject.kind === 'plan' && suggested.length === 0
		? [{type: 'setMode', mode: 'acceptEdits', destination: 'session'}]
		: suggested;
}

/** One line for a suggested rule, whole: what it allows, and where it is stored. */
function labelOf(suggestion: Fields): string {
	const where = destinations.get(suggestion.destination) ?? cleanLine(suggestion.destination);
	return [shownLine(whatOf(suggestion) || 'a rule'), ...(where ? [`(${where})`] : [])].join(' ');
}

function whatOf(suggestion: Fields): string | undefined {
	switch (suggestion.type) {
		case 'addRules':
		case 'replaceRules':
			return toList(suggestion.rules).map(ruleOf).join(', ');
		case 'addDirectories':
			return `work in ${Array.isArray(suggestion.directories) ? suggestion.directories.join(', ') : 'another folder'}`;
		case 'setMode':
			return suggestion.mode === 'acceptEdits'
				? 'edit files without asking'
				: `permission mode ${rawText(suggestion.mode) ?? ''}`;
		default:
			return rawText(suggestion.type);
	}
}

function ruleOf(rule: Fields): string {
	const content = rawText(rule.ruleContent);
	return `${rawText(rule.toolName) ?? 'tool'}${content ? `(${content})` : ''}`;
}

const destinations: ReadonlyMap<unknown, string> = new Map([
	['session', 'this session'],
	['localSettings', 'this project and all its worktrees'],
	['projectSettings', 'this project'],
	['userSettings', 'always, everywhere'],
]);
