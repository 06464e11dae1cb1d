import {formatNumberOf} from '../../../core/format.ts';
import {cleanLine, cleanText, type Fields, toCount, toFields, toList} from '../fields.ts';
import {countPatchLines, readPatch} from './patch.ts';

/** The result of a tool call. */
export type ToolResult = {
	/** The `tool_result` block of the message. */
	readonly block: Fields;
	/** The frame's `tool_use_result`: an object whose shape depends on the tool, or a string if it failed. */
	readonly detail: unknown;
	/** A person or a rule denied the call. */
	readonly isDenied: boolean;
};

/** A short outcome such as `+3 −1` or `exit 1`, shown at the end of the tool's line; may be empty. */
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
		const {added, removed} = countPatchLines(patch);
		return [...(added > 0 ? [`+${added}`] : []), ...(removed > 0 ? [`−${removed}`] : [])].join(' ');
	}

	return describeCounts(fields);
}

/** The output of the call, cut at `maxText` characters. */
export function outputOf({block, detail}: ToolResult): string {
	const fields = toFields(detail);

	const streams = [cleanText(fields?.stdout), cleanText(fields?.stderr)].filter(text => text !== undefined);

	// A background command has no output yet; `content` says where its output goes.
	if (streams.length > 0) {
		return streams.join('\n');
	}

	if (typeof block.content === 'string') {
		return cleanText(block.content) ?? '';
	}

	const texts = toList(block.content).map(item => (item.type === 'text' ? item.text : `[${cleanLine(item.type)}]`));
	return cleanText(texts.filter(text => typeof text === 'string').join('\n')) ?? '';
}

/** `exit 1`, or the beginning of the error message. */
function describeError(output: string): string {
	const code = /^Exit code (\d+)/.exec(output)?.[1];
	return code === undefined ? (cleanLine(output.replace(/^(?:<[a-z_]+>)?Error: /, ''), 40) ?? 'error') : `exit ${code}`;
}

/** The number of files found or lines read, if the tool reports it. */
function describeCounts(fields: Fields): string {
	if (typeof fields.numFiles === 'number') {
		return formatNumberOf(toCount(fields.numFiles), 'file');
	}

	const file = toFields(fields.file);
	return typeof file?.numLines === 'number' ? formatNumberOf(toCount(file.numLines), 'line') : '';
}
