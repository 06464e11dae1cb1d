import type {Environment} from '../../runtimes/runtime.ts';
import type {ReadyFolder} from './run-folder.ts';

/**
 * What a supervisor must know to adopt a run and what is not recorded: the environment may hold secrets, so it is kept in the
 * memory of the process that holds the run. Additive: one of another version may write or read it.
 */
export type RunNote = {
	/** What the command sent that started the run. */
	readonly sent: Environment;
	readonly prompt: string;
	readonly folder: ReadyFolder;
};

export function toNoteText(note: RunNote): string {
	return JSON.stringify(note);
}

/** `undefined` for what is no note, or lacks what is needed of it. */
export function readNote(text: string): RunNote | undefined {
	try {
		const parsed: unknown = JSON.parse(text);
		return isNote(parsed) ? parsed : undefined;
	} catch {
		return undefined;
	}
}

function isNote(value: unknown): value is RunNote {
	return (
		typeof value === 'object' &&
		value !== null &&
		'prompt' in value &&
		typeof value.prompt === 'string' &&
		'sent' in value &&
		typeof value.sent === 'object' &&
		value.sent !== null &&
		Object.values(value.sent).every(item => typeof item === 'string') &&
		'folder' in value &&
		typeof value.folder === 'object' &&
		value.folder !== null &&
		'cwd' in value.folder &&
		typeof value.folder.cwd === 'string'
	);
}
