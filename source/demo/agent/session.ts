import {randomUUID} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {noTokens, type Usage} from './usage.ts';

/** A conversation, as it is kept between runs. */
export type Session = {
	readonly id: string;
	readonly model: string;
	/** The story whose script it plays; undefined until it has been told one. */
	story: string | undefined;
	/** The step that comes next. */
	step: number;
	/** How many requests the API has answered. */
	requests: number;
	/** What the model has read and said so far; cached, so only billed as a cache read. */
	contextTokens: number;
	/** What it has not read yet: a prompt, results of tools. */
	unreadTokens: number;
	/** The account's window is closed until then, in Unix seconds. */
	limitedUntil: number | undefined;
	/** The answer to the last permission asked. */
	permission: 'allowed' | 'denied' | undefined;
	/** All that was billed since the conversation began, runs without a result included. */
	billed: Usage;
};

/** The sessions of a demo, a file each. */
export type SessionFolder = {
	create(model: string): Session;
	/** `undefined` for one that was never here. */
	load(id: string): Session | undefined;
	save(session: Session): void;
	/** How many there are: the demo's account gets fuller with each. */
	count(): number;
};

/** The system prompt and the tools, which every conversation begins with. */
const baseTokens = 16_400;

/** Keeps sessions in `folder`, which is made if it is missing. */
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
				return undefined; // Never let it become a path.
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
