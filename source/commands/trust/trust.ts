import {existsSync} from 'node:fs';
import path from 'node:path';
import {TowlineError} from '../../core/errors.ts';
import type {EpochMs} from '../../core/ids.ts';
import {configFileName} from '../../project/find-project.ts';
import {listTrustRecords, removeTrust} from '../../project/trust/trust-store.ts';
import {toSafeJson} from '../../stream/safe-json.ts';
import {type CommandHandler, type Invocation, isInteractive} from '../invocation.ts';
import {toIso} from '../read/iso-time.ts';
import {formatPastTime} from '../read/past-time.ts';
import {rootOf} from '../read/project-state.ts';
import {askTrust, confirmOnTerminal} from './ask-trust.ts';

/** `towline trust`: shows what the project would execute, asks, and remembers the answer. With --list it lists what is trusted. */
export const run: CommandHandler = async invocation => {
	const {env, options, print} = invocation;

	if (options.json && !options.list) {
		throw new TowlineError('USAGE', 'trust --json needs --list.');
	}

	if (options.list) {
		await listTrusted(invocation);
		return 0;
	}

	const canAsk = isInteractive(invocation);
	const confirm = options.yes === true ? async () => true : canAsk ? () => confirmOnTerminal() : undefined;
	const root = rootOf(invocation);
	return (await askTrust({root, env, print, confirm, adopt: options.adopt === true})) ? 0 : 1;
};

/** Entries of projects that no longer exist are forgotten: whatever comes to lie at that path is something else. */
async function listTrusted({env, options, print}: Pick<Invocation, 'env' | 'options' | 'print'>): Promise<void> {
	const records = listTrustRecords(env);
	const there = records.filter(({root}) => existsSync(path.join(root, configFileName)));

	for (const {root} of records.filter(record => !there.includes(record))) {
		removeTrust(root, env);
	}

	if (options.json) {
		const listed = there.map(({root, trustedAt}) => ({root, trustedAt: toTime(trustedAt)}));
		await print(toSafeJson(listed, '\t'));
		return;
	}

	for (const {root, trustedAt} of there) {
		const at = Date.parse(trustedAt) as EpochMs;
		const since = Number.isNaN(at) ? 'an unknown time' : formatPastTime(at, Date.now() as EpochMs);
		await print(`${root}  since ${since}`);
	}

	if (there.length === 0) {
		await print(
			'You trust no project yet. `towline trust` shows what the project of the current folder would execute.',
		);
	}
}

/** `null` if the text is not a time. */
function toTime(text: string): string | null {
	const at = Date.parse(text);
	return Number.isNaN(at) ? null : toIso(at);
}
