import type {RunEvent} from '../../../core/fleet/agent-event.ts';
import {cutText, stripEscapes} from '../../../stream/sanitize.ts';
import {cleanLine, cleanText, type Fields, isStorable, maxText, rawText, toFields} from '../fields.ts';
import {summarizeTool} from './tool-summary.ts';

/** The context of a content block. */
export type BlockContext = {
	readonly cwd: string | undefined;
	/** The tool call that started the subagent; `undefined` in the main conversation. */
	readonly parent: string | undefined;
};

/** Reads a call from an `assistant` frame, which arrives when the input is complete and before the tool runs. */
export function readToolUse(block: Fields, {cwd, parent}: BlockContext): readonly RunEvent[] {
	const toolId = cleanLine(block.id, 100);

	if (!toolId) {
		return [];
	}

	const name = rawText(block.name) ?? '';
	const input = toFields(block.input) ?? {};
	const tool = cleanLine(name, 100) ?? 'tool';
	const summary = summarizeTool({tool: name, input, cwd});
	return [
		{type: 'tool-started', toolId, tool, summary, ...(parent === undefined ? {} : {parent})},
		{type: 'tool-input-read', toolId, input: formatInput(name, input)},
	];
}

/** The input to show: a command or a file's new content as text, anything else as JSON. */
function formatInput(tool: string, input: Fields): string {
	const text = tool === 'Bash' ? input.command : tool === 'Write' ? input.content : undefined;

	if (typeof text === 'string') {
		return cleanText(text) ?? '';
	}

	return isStorable(input) ? cutText(stripEscapes(JSON.stringify(input, undefined, 2)), maxText) : '';
}
