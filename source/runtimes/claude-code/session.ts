import type {RunEvent} from '../../core/fleet/agent-event.ts';
import type {SessionId} from '../../core/ids.ts';
import {cleanLine, type Fields, rawText} from './fields.ts';

/** Which conversation this is. */
export type SessionReader = {
	/** `system/init`, which comes at the start of each turn: says something only when something is new. */
	opened(frame: Fields): readonly RunEvent[];
	/** A good result can be the first to name a session; a bad one names the session that was asked for. */
	named(result: Fields): readonly RunEvent[];
};

/** Fit for an argument and a file's name, whatever an agent prints. */
const sessionPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

export function createSessionReader(): SessionReader {
	let session: string | undefined;
	let model: string | undefined;
	let programVersion: string | undefined;

	const change = (next: string | undefined): readonly RunEvent[] => {
		if (!next || !isSessionId(next)) {
			return [];
		}

		session = next;
		return [{type: 'session-opened', session: next, model, programVersion}];
	};

	return {
		opened(frame) {
			const next = rawText(frame.session_id);
			const nextModel = cleanLine(frame.model, 100) ?? model;
			const isChanged = next !== session || nextModel !== model;
			model = nextModel;
			programVersion = cleanLine(frame.claude_code_version, 40) ?? programVersion;
			return isChanged ? change(next) : [];
		},
		named(result) {
			const next = rawText(result.session_id);
			return result.is_error === false && next !== session ? change(next) : [];
		},
	};
}

function isSessionId(text: string): text is SessionId {
	return sessionPattern.test(text);
}
