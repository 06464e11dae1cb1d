import type {PermissionTarget} from '../../../core/fleet/permission.ts';
import {type Fields, rawText} from '../fields.ts';

/**
 * What a tool acts on: the one field of its input that it reads, whatever other fields the input has. `undefined` for a tool
 * that is not known here, and for an input that does not say it plainly: then no rule with a `match` allows it.
 */
export function targetOfTool(tool: string, input: Fields): PermissionTarget | undefined {
	switch (tool) {
		case 'Bash':
			return subject('command', input.command);
		case 'Read':
		case 'Edit':
		case 'MultiEdit':
		case 'Write':
			return subject('path', input.file_path);
		case 'NotebookEdit':
			return subject('path', input.notebook_path);
		case 'LS':
		case 'Grep':
			return subject('path', input.path);
		case 'Glob':
			return staysBelow(input.pattern) ? subject('path', input.path) : undefined;
		case 'WebFetch':
			return subject('url', input.url);
		case 'WebSearch':
			return subject('text', input.query);
		default:
			return undefined;
	}
}

function subject(kind: PermissionTarget['kind'], value: unknown): PermissionTarget | undefined {
	const text = rawText(value);
	return text === undefined ? undefined : {kind, value: text};
}

/** Whether a pattern finds files only below its folder. */
function staysBelow(pattern: unknown): boolean {
	const text = rawText(pattern);
	return text !== undefined && !/^[/~]|\.\./.test(text);
}
