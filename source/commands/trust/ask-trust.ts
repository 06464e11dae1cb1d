import {createInterface} from 'node:readline/promises';
import {TowlineError} from '../../core/errors.ts';
import {trustProject} from '../../project/trust/check-trust.ts';
import type {Invocation} from '../invocation.ts';
import {isTrusted, readTrustQuestion, type TrustQuestion} from './trust-question.ts';

type Asking = Pick<Invocation, 'env' | 'print'> & {
	readonly root: string;
	/** The person's answer; `undefined` if nobody can be asked. */
	readonly confirm: (() => Promise<boolean>) | undefined;
	/** Also take over a `.towline` that somebody else may have made. */
	readonly adopt: boolean;
};

/**
 * Shows what a project would execute and asks whether to trust it. Returns whether it is trusted now. Throws `NOT_TRUSTED` if
 * nobody can be asked, and what speaks against the project's `.towline`.
 */
export async function askTrust({root, env, print, confirm, adopt}: Asking): Promise<boolean> {
	const question = await readTrustQuestion(root, env);
	const {config, state} = question;
	await print(question.lines.join('\n'));

	if (isTrusted(question)) {
		await print('\nYou trust this project already.');
		return true;
	}

	refuseForeignState(question, adopt);

	if (!confirm) {
		throw new TowlineError('NOT_TRUSTED', 'Nobody can be asked here, so the project stays untrusted.', {
			hint: 'Run `towline trust` on a terminal, or `towline trust --yes` once you have read the above.',
		});
	}

	if (!(await confirm())) {
		await print('It stays untrusted.');
		return false;
	}

	trustProject(config, state, env, new Date());
	await print(`You trust ${config.root}. \`towline untrust\` takes it back.`);
	return true;
}

function refuseForeignState({state}: TrustQuestion, adopt: boolean): void {
	if (state.kind === 'foreign' && !(adopt && state.canAdopt)) {
		throw state.problem;
	}
}

/** Asks on the terminal. Anything but `y` and `yes`, also the end of the input, Ctrl-C and `stop`, is a no. */
export async function confirmOnTerminal(stop?: AbortSignal): Promise<boolean> {
	process.stdin.ref();
	const reader = createInterface({input: process.stdin, output: process.stdout});
	stop?.addEventListener('abort', () => reader.close(), {once: true});
	const closed = new Promise<string>(resolve => reader.once('close', () => resolve('')));
	reader.once('SIGINT', () => reader.close());

	try {
		const answer = await Promise.race([reader.question('\nTrust this project? [y/N] '), closed]);
		return /^\s*y(es)?\s*$/i.test(answer);
	} finally {
		reader.close();
	}
}
