import {spawn} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {SuspendTerminal} from 'ink';
import type {AgentId} from '../core/ids.ts';
import {toClipboardSequence} from './clipboard.ts';
import type {Engine} from './engine.ts';
import type {Shell} from './keys/binding.ts';
import {toPlainText} from './pane/plain-text.ts';
import {dispatch} from './press.ts';
import type {TowlineTerminal} from './terminal.ts';

/** Who can give the terminal away; known once Ink is mounted. */
export type TerminalOwner = {suspend: SuspendTerminal | undefined};

type Environment = Readonly<Record<string, string | undefined>>;

type Options = {
	readonly engine: Engine;
	readonly terminal: TowlineTerminal;
	readonly env: Environment;
	readonly owner: TerminalOwner;
	readonly leave: (exitCode: number) => void;
};

/** What keys do besides changing the screen, on the real terminal. */
export function createShell({engine, terminal, env, owner, leave}: Options): Shell {
	const tell = (text: string, level: 'info' | 'error' = 'info') =>
		dispatch(engine.store, {type: 'told', toast: {level, text}});

	return {
		send: commands => void engine.send(commands),
		leave: () => leave(0),
		down: () => void engine.down().then(isDown => isDown && leave(0)),
		suspend: () => void owner.suspend?.(stopUntilContinued),
		reconnect: () => engine.reconnect(),
		copy(text, what) {
			terminal.send(toClipboardSequence(text, env));
			tell(`Copied the ${what}.`);
		},
		page: agent =>
			void owner
				.suspend?.(() => showInPager(readable(engine, agent), env))
				.catch((error: unknown) => tell(`The pager did not work: ${String(error)}`, 'error')),
	};
}

/** Stops the whole job, as the terminal's own Ctrl-Z would, so that `npm start` stops as well. */
function stopUntilContinued(): Promise<void> {
	return new Promise(resolve => {
		process.once('SIGCONT', () => resolve());
		process.kill(0, 'SIGTSTP');
	});
}

function readable(engine: Engine, agent: AgentId): string {
	return toPlainText(engine.store.getState().transcripts.get(agent)?.entries ?? []);
}

/** The text goes through a file of ours, never through a command line. `PAGER` may hold arguments, as everywhere. */
async function showInPager(text: string, env: Environment): Promise<void> {
	const folder = await mkdtemp(path.join(tmpdir(), 'towline-'));
	const file = path.join(folder, 'transcript.txt');

	try {
		await writeFile(file, text, {mode: 0o600});
		await new Promise<void>((resolve, reject) => {
			const pager = spawn('sh', ['-c', `${env.PAGER || 'less -R'} "$1"`, 'sh', file], {stdio: 'inherit'});
			pager.on('error', reject);
			pager.on('close', () => resolve());
		});
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
}
