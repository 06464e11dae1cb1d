import type {RunEvent} from '../../core/fleet/agent-event.ts';
import {cutText, stripEscapes} from '../../stream/sanitize.ts';
import {cleanLine, cleanText, type Fields, isStorable, maxText, rawText, toFields, toList} from './fields.ts';
import {formatPatch, readPatch} from './patch.ts';
import {describeOutcome, outputOf} from './tool-outcome.ts';
import {summarizeTool} from './tool-summary.ts';

/** Where a block was found. */
export type BlockContext = {
	readonly cwd: string | undefined;
	/** The tool call of the subagent that did it. */
	readonly parent: string | undefined;
};

/** A call, from the `assistant` frame: it comes once the input is complete, and before the tool runs. */
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

/** The results in a `user` frame. Its `tool_use_result` has no id: it belongs to the only result there is. */
export function readToolResults(frame: Fields, {cwd, parent}: BlockContext): readonly RunEvent[] {
	const blocks = toList(toFields(frame.message)?.content).filter(block => block.type === 'tool_result');
	const detail = blocks.length === 1 ? frame.tool_use_result : undefined;
	return blocks.flatMap(block => {
		const toolId = cleanLine(block.tool_use_id, 100);

		if (!toolId) {
			return [];
		}

		const result = {block, detail, isDenied: isDenied(frame, block.tool_use_id)};
		const patch = readPatch(toFields(detail) ?? {});
		const diff = patch && formatPatch(patch, cwd);
		return [
			{type: 'tool-output-read', toolId, output: outputOf(result), ...(diff === undefined ? {} : {diff})},
			{
				type: 'tool-finished',
				toolId,
				isError: block.is_error === true,
				outcome: describeOutcome(result),
				...(parent === undefined ? {} : {parent}),
			},
		] satisfies readonly RunEvent[];
	});
}

function isDenied(frame: Fields, toolId: unknown): boolean {
	const meta = toList(frame.tool_result_meta).find(entry => entry.id === toolId);
	return toFields(meta?.permission_decision)?.decision === 'reject';
}

/** What is worth reading of an input: a command or a file's new text as it is, anything else as JSON. */
function formatInput(tool: string, input: Fields): string {
	const text = tool === 'Bash' ? input.command : tool === 'Write' ? input.content : undefined;

	if (typeof text === 'string') {
		return cleanText(text) ?? '';
	}

	return isStorable(input) ? cutText(stripEscapes(JSON.stringify(input, undefined, 2)), maxText) : '';
}
