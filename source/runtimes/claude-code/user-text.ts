import type {RunEvent} from '../../core/fleet/agent-event.ts';
import {cleanLine, cleanText, type Fields, rawText, toFields, toList} from './fields.ts';
import {remark} from './system-frames.ts';

/** A message printed back is its receipt: the program has read it. The first one is the prompt. */
export function readReplay(frame: Fields, kind: 'prompt' | 'message'): readonly RunEvent[] {
	const messageId = cleanLine(frame.uuid, 200);
	const text = cleanText(textOf(frame));
	return [
		...(messageId === undefined ? [] : [{type: 'message-delivered', messageId} as const]),
		...(text === undefined ? [] : [{type: 'prompt-given', text, kind} as const]),
	];
}

/** What the program itself puts into the conversation; a subagent's prompt is shown with its call already. */
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
	return rawText(content) ?? (texts.length > 0 ? texts.join('\n') : undefined);
}
