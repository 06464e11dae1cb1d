import {randomUUID} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {noTokens, type Usage} from './usage.ts';

/** The state of a conversation, stored between runs. */
export type Session = {
	readonly id: string;
	readonly model: string;
	/** Id of the story whose script it plays; `undefined` until the first message. */
	story: string | undefined;
	/** Index of the next step of the script. */
	step: number;
	/** Number of requests that the API has answered. */
	requests: number;
	/** Tokens that the model has read and written; they are cached, so later requests bill them as cache reads. */
	contextTokens: number;
	/** Tokens of prompts and tool results that the next request will read. */
	unreadTokens: number;
	/** When the rate limit resets, in Unix seconds; `undefined` if it was never reached. */
	limitedUntil: number | undefined;
	/** The answer to the last permission request. */
	permission: 'allowed' | 'denied' | undefined;
	/** All tokens billed since the conversation began, including those of killed runs. */
	billed: Usage;
};

/** The sessions of a demo, one file each. */
export type SessionFolder = {
	create(model: string): Session;
	/** `undefined` for an unknown session. */
	load(id: string): Session | undefined;
	save(session: Session): void;
	/** Number of sessions; the utilization of the demo's account grows with it. */
	count(): number;
};

/** Tokens of the system prompt and the tool definitions at the start of every conversation. */
const baseTokens = 16_400;

/** Stores sessions in `folder`, which is created if missing. */
export function openSessionFolder(folder: string): SessionFolder {
	mkdirSync(folder, {recursive: true, mode: 0o700});
	const fileOf = (id: string) => path.join(folder, `${id}.json`);
	const save = (session: Session) => {
		const file = fileOf(session.id);
		writeFileSync(`${file}.new`, JSON.stringify(session), {mode: 0o600});
		renameSync(`${file}.new`, file);
	};

	return {
		create(model) {
			const session = newSession(model);
			save(session);
			return session;
		},
		load(id) {
			if (!isUuid(id)) {
				return undefined; // Never use other text as part of a path.
			}

			try {
				const session: Session = JSON.parse(readFileSync(fileOf(id), 'utf8'));
				return session;
			} catch {
				return undefined;
			}
		},
		save,
		count: () => readdirSync(folder).filter(name => name.endsWith('.json')).length,
	};
}

function newSession(model: string): Session {
	return {
		id: randomUUID(),
		model,
		story: undefined,
		step: 0,
		requests: 0,
		contextTokens: 0,
		unreadTokens: baseTokens,
		limitedUntil: undefined,
		permission: undefined,
		billed: noTokens,
	};
}

function isUuid(text: string): boolean {
	return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
