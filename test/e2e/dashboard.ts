import {spawn} from 'node-pty';
import {expect} from 'vitest';
import {createHeadlessTerminal, type Screen} from '../helpers/screen.ts';
import {program, type TestProject} from './project.ts';

const keys = {enter: '\r', escape: '\u001B', up: '\u001B[A', down: '\u001B[B', space: ' '} as const;

/** The dashboard in a real PTY, read from the screen a person would see. */
export type Driver = AsyncDisposable & {
	readonly pid: number;
	/** Presses keys, one after the other; `enter`, `escape` and the arrows by name. */
	press(...names: readonly string[]): Driver;
	/** Waits until the screen shows it. */
	shows(text: string | RegExp): Promise<Screen>;
	/** Waits until the screen shows it no more. */
	hides(text: string | RegExp): Promise<Screen>;
	/** Waits until the row of a story says this. */
	row(story: string, text: string | RegExp): Promise<void>;
	screen(): Screen;
	resize(columns: number, rows: number): void;
	/** The terminal goes away, as when an ssh connection drops. */
	hangUp(): void;
	/** Resolves to the exit code. */
	readonly exited: Promise<number>;
	/** Everything that was ever written to the terminal. */
	written(): string;
};

export function openDashboard(
	project: TestProject,
	{columns = 80, rows = 24, args = []}: {columns?: number; rows?: number; args?: readonly string[]} = {},
): Driver {
	const env = {...project.env, COLORTERM: 'truecolor'};
	const pty = spawn(process.execPath, [program, ...args], {
		name: 'xterm-256color',
		cols: columns,
		rows,
		cwd: project.root,
		env: Object.fromEntries(
			Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
		),
		encoding: null,
	});
	const terminal = createHeadlessTerminal({columns, rows});
	let written = '';
	let isGone = false;
	pty.onData(data => {
		written += Buffer.from(data).toString('utf8');
		void terminal.write(data);
	});
	const exited = new Promise<number>(resolve => {
		pty.onExit(({exitCode}) => {
			isGone = true;
			resolve(exitCode);
		});
	});

	const has = (text: string | RegExp) => {
		const shown = terminal.screen().text;
		return typeof text === 'string' ? shown.includes(text) : text.test(shown);
	};

	const until = async (text: string | RegExp, isWanted: boolean) => {
		await expect
			.poll(() => has(text), {timeout: 20_000, interval: 20, message: `${text} on\n${terminal.screen().text}`})
			.toBe(isWanted)
			.catch(error => {
				throw new Error(`The screen ${isWanted ? 'never showed' : 'still shows'} ${text}:\n${terminal.screen().text}`, {
					cause: error,
				});
			});
		return terminal.screen();
	};

	const driver: Driver = {
		pid: pty.pid,
		press(...names) {
			for (const name of names) {
				pty.write(Object.hasOwn(keys, name) ? keys[name as keyof typeof keys] : name);
			}

			return driver;
		},
		shows: text => until(text, true),
		hides: text => until(text, false),
		async row(story, text) {
			const pattern = typeof text === 'string' ? text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : text.source;
			await until(new RegExp(`^.*${story}.*${pattern}`, 'm'), true);
		},
		screen: () => terminal.screen(),
		resize(newColumns, newRows) {
			terminal.resize(newColumns, newRows);
			pty.resize(newColumns, newRows);
		},
		hangUp: () => pty.kill('SIGHUP'),
		exited,
		written: () => written,
		async [Symbol.asyncDispose]() {
			if (!isGone) {
				pty.kill('SIGKILL');
				await exited;
			}

			terminal.dispose();
		},
	};
	return driver;
}
