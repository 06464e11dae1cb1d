import type {RunEvent} from '../../core/fleet/agent-event.ts';
import {cleanLine, cleanText, type Fields, rawText, toFields, toList} from './fields.ts';
import {remark} from './system-frames.ts';
import {formatPatch, readPatch} from './tools/patch.ts';
import {describeOutcome, outputOf} from './tools/tool-outcome.ts';
import type {BlockContext} from './tools/tools.ts';

/** Reads the tool results in a `user` frame. `tool_use_result` has no id, so it is used only if there is one result. */
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

/** Reads a message that the program prints back once it has read it. The first is the prompt. */
export function readReplay(frame: Fields, kind: 'prompt' | 'message'): readonly RunEvent[] {
	const messageId = cleanLine(frame.uuid, 200);
	const text = cleanText(textOf(frame));
	return [
		...(messageId === undefined ? [] : [{type: 'message-delivered', messageId} as const]),
		...(text === undefined ? [] : [{type: 'prompt-given', text, kind} as const]),
	];
}

/** Reads text that the program itself adds to the conversation. A subagent's prompt is skipped, since its call shows it. */
export function readInsertedText(frame: Fields): readonly RunEvent[] {
	const isSubagent = typeof frame.parent_tool_use_id === 'string';
	const text = cleanLine(textOf(frame), 500);

	if (isSubagent || text === undefined) {
		return [];
	}

	return remark('info', text.startsWith('[Request interrupted') ? 'The turn was interrupted.' : text);
}

function textOf(frame: Fields): string | undefined {
	const content = toFields(frame.message)?.content;
	const texts = toList(content).flatMap(block => (block.type === 'text' ? [rawText(block.text) ?? ''] : []));
	const text = rawText(content) ?? (texts.length > 0 ? texts.join('\n') : undefined);
	return text && (toCommand(text) ?? withoutOutputTags(text));
}

/** The program prints a slash command back as XML: `/greet the world` as it was typed, or `undefined` for other text. */
function toCommand(text: string): string | undefined {
	const tags = /^\s*<command-(?:name|message)>[\s\S]*<\/command-(?:name|message|args)>\s*$/.test(text);
	const name = tags ? /<command-name>([^<]*)<\/command-name>/.exec(text)?.[1]?.trim() : undefined;
	const args = /<command-args>([\s\S]*)<\/command-args>/.exec(text)?.[1]?.trim() ?? '';
	return name && `${name} ${args}`.trim();
}

/** The output of a slash command stands in tags. */
function withoutOutputTags(text: string): string {
	return /^\s*<local-command-(stdout|stderr)>([\s\S]*)<\/local-command-\1>\s*$/.exec(text)?.[2] ?? text;
}
