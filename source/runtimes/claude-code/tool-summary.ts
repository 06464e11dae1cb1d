import {toOneLine} from '../../stream/sanitize.ts';
import {cleanLine, type Fields, isStorable, rawText, shorten} from './fields.ts';

/** A call of a tool, as it came. */
export type ToolCall = {
	readonly tool: string;
	readonly input: Fields;
	/** Where the agent works, to show shorter paths. */
	readonly cwd: string | undefined;
};

/** What a call does, in one line: the command, the path, the pattern, the URL. */
export function summarizeTool(call: ToolCall): string {
	return cleanLine(mainPoint(call)) ?? compact(call.input);
}

function mainPoint({tool, input, cwd}: ToolCall): string | undefined {
	switch (tool) {
		case 'Bash':
			return rawText(input.command);
		case 'Read':
		case 'Edit':
		case 'MultiEdit':
		case 'Write':
			return relativePath(rawText(input.file_path), cwd);
		case 'NotebookEdit':
			return relativePath(rawText(input.notebook_path), cwd);
		case 'Grep':
		case 'Glob':
			return withFolder(rawText(input.pattern), relativePath(rawText(input.path), cwd));
		case 'LS':
			return relativePath(rawText(input.path), cwd);
		case 'WebFetch':
			return rawText(input.url);
		case 'WebSearch':
		case 'ToolSearch':
			return rawText(input.query);
		case 'Task':
		case 'Agent':
			return rawText(input.description) ?? rawText(input.prompt);
		case 'Skill':
			return rawText(input.skill) ?? rawText(input.command);
		case 'TodoWrite':
			return Array.isArray(input.todos) ? `${input.todos.length} items` : undefined;
		default:
			return undefined;
	}
}

/** Shorter inside the agent's folder, whole outside of it. */
export function relativePath(path: string | undefined, cwd: string | undefined): string | undefined {
	return path !== undefined && cwd && path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path;
}

function withFolder(pattern: string | undefined, folder: string | undefined): string | undefined {
	return pattern !== undefined && folder ? `${pattern} in ${folder}` : pattern;
}

/** An input that we know nothing of; nothing at all for an empty one. */
function compact(input: Fields): string {
	if (!isStorable(input) || Object.keys(input).length === 0) {
		return '';
	}

	return shorten(toOneLine(JSON.stringify(input)));
}
