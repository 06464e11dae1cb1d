import type {RunEvent} from '../../core/fleet/agent-event.ts';
import type {SessionId} from '../../core/ids.ts';
import {cleanLine, type Fields, rawText} from './fields.ts';

/** Tracks the session's id and model. */
export type SessionReader = {
	/** Reads `system/init`, sent at the start of each turn. Returns an event only if the session or model changed. */
	readInit(frame: Fields): readonly RunEvent[];
	/** Reads the session of a successful result. A failed result has the requested session, which may not exist. */
	readResult(result: Fields): readonly RunEvent[];
};

/** Safe as an argument and as a file name. */
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
		readInit(frame) {
			const next = rawText(frame.session_id);
			const nextModel = cleanLine(frame.model, 100) ?? model;
			const isChanged = next !== session || nextModel !== model;
			model = nextModel;
			programVersion = cleanLine(frame.claude_code_version, 40) ?? programVersion;
			return isChanged ? change(next) : [];
		},
		readResult(result) {
			const next = rawText(result.session_id);
			return result.is_error === false && next !== session ? change(next) : [];
		},
	};
}

function isSessionId(text: string): text is SessionId {
	return sessionPattern.test(text);
}
