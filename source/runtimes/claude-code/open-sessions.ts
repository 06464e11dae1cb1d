import type {Environment, OpenSession, OpenSessionList} from '../runtime.ts';
import {rawText, toFields, toNumber} from './fields.ts';
import {configFolder} from './plan.ts';

/** The program writes `sessions/<pid>.json` in its configuration folder, and removes it when it exits, unless it was killed. */
export function openSessionsOf(env: Environment): OpenSessionList | undefined {
	const folder = configFolder(env);
	return folder === undefined ? undefined : {folder: `${folder}/sessions`, read};
}

function read(text: string): OpenSession | undefined {
	const fields = toFields(parse(text));
	const session = rawText(fields?.sessionId);
	const pid = toNumber(fields?.pid);
	return session !== undefined && pid !== undefined && Number.isSafeInteger(pid) && pid > 1
		? {session, pid, startTicks: rawText(fields?.procStart)}
		: undefined;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
