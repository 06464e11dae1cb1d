import {mkdir, readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {assertNever} from '../../core/assert-never.ts';
import {createPatch} from './patch.ts';
import type {ToolCall} from './script.ts';

/** The result of a tool: `content` for the model, `result` for the host. */
export type ToolOutcome = {
	readonly content: string;
	readonly isError: boolean;
	readonly result: unknown;
	/** Why it did not run; absent if it ran. */
	readonly notRun?: 'permission-rule' | 'user-rejected';
};

/** A tool that reads or changes one file. */
export type FileCall = Extract<ToolCall, {tool: 'Read' | 'Write' | 'Edit'}>;

/** The tool's input with the field names of Claude Code. */
export function toToolInput(call: ToolCall, cwd: string): Readonly<Record<string, unknown>> {
	switch (call.tool) {
		case 'Read':
			return {file_path: path.join(cwd, call.path)};
		case 'Write':
			return {file_path: path.join(cwd, call.path), content: call.content};
		case 'Edit':
			return {
				replace_all: false,
				file_path: path.join(cwd, call.path),
				old_string: call.from,
				new_string: call.to,
			};
		case 'Bash':
			return {command: call.command, description: call.about};
		case 'Agent':
			return {description: call.about, prompt: call.prompt, subagent_type: 'Explore'};
		default:
			return assertNever(call);
	}
}

/** Really reads or changes the file. A missing or unexpected file gives an error result, not an exception. */
export async function runFileTool(call: FileCall, cwd: string): Promise<ToolOutcome> {
	const filePath = path.join(cwd, call.path);
	const original = await readFile(filePath, 'utf8').catch(() => undefined);

	switch (call.tool) {
		case 'Read':
			return original === undefined ? toError('File does not exist.') : toReadResult(filePath, original);
		case 'Write':
			await mkdir(path.dirname(filePath), {recursive: true});
			await writeFile(filePath, call.content);
			return toWriteResult(filePath, original, call.content);
		case 'Edit': {
			if (!original?.includes(call.from)) {
				return toError(`String to replace not found in file.\nString: ${call.from}`);
			}

			const updated = original.replace(call.from, () => call.to);
			await writeFile(filePath, updated);
			return toEditResult(filePath, original, {call, updated});
		}
		default:
			return assertNever(call);
	}
}

/** A failed tool, in the format of the real program. */
function toError(message: string): ToolOutcome {
	return {content: `<tool_use_error>${message}</tool_use_error>`, isError: true, result: `Error: ${message}`};
}

function toReadResult(filePath: string, content: string): ToolOutcome {
	const lines = content.split('\n');
	const numbered = lines.map((line, index) => `${index + 1}\t${line}`).join('\n');
	const file = {filePath, content, numLines: lines.length, startLine: 1, totalLines: lines.length};
	return {content: numbered, isError: false, result: {type: 'text', file}};
}

function toWriteResult(filePath: string, original: string | undefined, content: string): ToolOutcome {
	const isNew = original === undefined;
	return {
		content: isNew
			? `File created successfully at: ${filePath}`
			: `The file ${filePath} has been updated successfully.`,
		isError: false,
		result: {
			type: isNew ? 'create' : 'update',
			filePath,
			content,
			structuredPatch: isNew ? [] : createPatch(original, content),
			originalFile: original ?? null,
			userModified: false,
		},
	};
}

type Edited = {readonly call: Extract<FileCall, {tool: 'Edit'}>; readonly updated: string};

function toEditResult(filePath: string, original: string, {call, updated}: Edited): ToolOutcome {
	return {
		content: `The file ${filePath} has been updated successfully.`,
		isError: false,
		result: {
			filePath,
			oldString: call.from,
			newString: call.to,
			originalFile: original,
			structuredPatch: createPatch(original, updated),
			userModified: false,
			replaceAll: false,
		},
	};
}
