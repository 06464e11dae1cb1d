import {toOneLine} from '../../../stream/sanitize.ts';
import {cleanLine, type Fields, isStorable, rawText, shorten, toList} from '../fields.ts';

/** A tool call, not sanitised. */
export type ToolCall = {
	readonly tool: string;
	readonly input: Fields;
	/** The agent's folder. Paths inside it are shown relative to it. */
	readonly cwd: string | undefined;
};

/** One line that identifies a call: its command, path, pattern or URL, with `⏎` where a line ends. */
export function summarizeTool(call: ToolCall): string {
	return (
		cleanLine(
			mainArgument(call)
				?.trim()
				.replace(/\s*\n\s*/g, ' ⏎ '),
		) ?? compact(call.input)
	);
}

function mainArgument({tool, input, cwd}: ToolCall): string | undefined {
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
		case 'AskUserQuestion':
			return questionsIn(input);
		case 'ExitPlanMode':
			return rawText(input.plan) ?? 'its plan';
		case 'TodoWrite':
			return Array.isArray(input.todos) ? `${input.todos.length} items` : undefined;
		default:
			return undefined;
	}
}

function questionsIn(input: Fields): string | undefined {
	const questions = toList(input.questions).map(({question}) => rawText(question) ?? '');
	return questions.length > 0 ? questions.join(' · ') : undefined;
}

/** The path relative to `cwd` if it is inside it, else unchanged. */
export function relativePath(path: string | undefined, cwd: string | undefined): string | undefined {
	return path !== undefined && cwd && path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path;
}

function withFolder(pattern: string | undefined, folder: string | undefined): string | undefined {
	return pattern !== undefined && folder ? `${pattern} in ${folder}` : pattern;
}

/** The input of an unknown tool as JSON; empty if it has no fields. */
function compact(input: Fields): string {
	if (!isStorable(input) || Object.keys(input).length === 0) {
		return '';
	}

	return shorten(toOneLine(JSON.stringify(input)));
}
