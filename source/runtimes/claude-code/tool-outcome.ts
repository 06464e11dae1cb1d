import {formatNumberOf} from '../../core/format.ts';
import {cleanLine, cleanText, type Fields, toCount, toFields, toList} from './fields.ts';
import {countChanges, readPatch} from './patch.ts';

/** What came back from a tool. */
export type ToolResult = {
	/** The `tool_result` block of the message. */
	readonly block: Fields;
	/** The frame's `tool_use_result`: an object of the tool's own shape, or a text when it failed. */
	readonly detail: unknown;
	/** The person or a rule refused it. */
	readonly isDenied: boolean;
};

/** A word or two for the end of the tool's line; empty when there is nothing to say. */
export function describeOutcome({block, detail, isDenied}: ToolResult): string {
	const fields = toFields(detail) ?? {};

	if (isDenied) {
		return 'denied';
	}

	if (fields.interrupted === true) {
		return 'interrupted';
	}

	if (block.is_error === true) {
		return describeError(outputOf({block, detail, isDenied}));
	}

	const patch = readPatch(fields);

	if (patch) {
		const {added, removed} = countChanges(patch);
		return [...(added > 0 ? [`+${added}`] : []), ...(removed > 0 ? [`−${removed}`] : [])].join(' ');
	}

	return describeCounts(fields);
}

/** The whole of what came back, cut at a stated length. */
export function outputOf({block, detail}: ToolResult): string {
	const fields = toFields(detail);

	const streams = [cleanText(fields?.stdout), cleanText(fields?.stderr)].filter(text => text !== undefined);

	// A command that was sent to the background has no output yet, but a word on where it goes.
	if (streams.length > 0) {
		return streams.join('\n');
	}

	if (typeof block.content === 'string') {
		return cleanText(block.content) ?? '';
	}

	const texts = toList(block.content).map(item => (item.type === 'text' ? item.text : `[${cleanLine(item.type)}]`));
	return cleanText(texts.filter(text => typeof text === 'string').join('\n')) ?? '';
}

/** `exit 1`, or the first words of the message. */
function describeError(output: string): string {
	const code = /^Exit code (\d+)/.exec(output)?.[1];
	return code === undefined ? (cleanLine(output.replace(/^(?:<[a-z_]+>)?Error: /, ''), 40) ?? 'error') : `exit ${code}`;
}

/** Files found or lines read, where the tool counts them. */
function describeCounts(fields: Fields): string {
	if (typeof fields.numFiles === 'number') {
		return formatNumberOf(toCount(fields.numFiles), 'file');
	}

	const file = toFields(fields.file);
	return typeof file?.numLines === 'number' ? formatNumberOf(toCount(file.numLines), 'line') : '';
}
