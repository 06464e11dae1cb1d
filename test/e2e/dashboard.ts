import {spawn} from 'node-pty';
import {bindings} from '../../source/dashboard/keys/keymap.ts';
import {createHeadlessTerminal, type Screen} from '../helpers/screen.ts';
import {toBytes} from './key-bytes.ts';
import {program, type TestProject} from './project.ts';
import {findRow, findSelected, holds, type Stage, StepQueue} from './step-queue.ts';

/**
 * What a person does and sees, as one sentence: `await fleet.row('42').press('x').confirm().shows('stopping')`. Each step
 * waits for the one before; awaiting the last one gives the screen. After `row`, `shows` means that row.
 */
export type Steps = PromiseLike<Screen> & Actions;

/** What a person can do, and wait for. */
export type Actions = {
	/** Presses keys, one after the other: characters, or names such as `enter`, `esc`, `up`, `ctrl-d`. */
	press(...keys: readonly string[]): Steps;
	/** Presses a key of the keymap by its id: its first key, or the one that is named. */
	key(id: string, name?: string): Steps;
	/** Types a text into the line that asks for one, over what stands there, and takes it. */
	answer(text: string): Steps;
	/** Waits for the question that is asked first, and says yes. */
	confirm(): Steps;
	/** Goes to a story's row in the table. */
	row(story: string): Steps;
	/** Waits until the row, or else the screen, shows it. */
	shows(text: string | RegExp): Steps;
	/** Waits until any place of the screen shows it. */
	screenShows(text: string | RegExp): Steps;
	/** Waits until the screen shows it no more. */
	hides(text: string | RegExp): Steps;
	/** Waits until this story's row is the selected one. */
	selects(story: string): Steps;
	/** Waits until a story's row says this, wherever the selection is. */
	rowShows(story: string, text: string | RegExp): Steps;
	/** Waits until that was written to the terminal, shown or not: titles, bells, the clipboard. */
	writes(text: string | RegExp): Steps;
};

/** The dashboard in a real PTY, read from the screen a person would see. */
export type Driver = AsyncDisposable &
	Actions & {
		readonly pid: number;
		screen(): Screen;
		resize(columns: number, rows: number): void;
		/** The terminal goes away, as when an ssh connection drops. */
		hangUp(): void;
		/** Its window is closed: the kernel tells everything that runs on it. */
		closeTerminal(): void;
		/** The line takes nothing any more, until it is told to go on. */
		stall(): void;
		goOn(): void;
		/** Resolves to the exit code. */
		readonly exited: Promise<number>;
		/** Everything that was ever written to the terminal. */
		written(): string;
	};

export type DriverOptions = {
	readonly columns?: number;
	readonly rows?: number;
	readonly args?: readonly string[];
	readonly env?: NodeJS.ProcessEnv;
	/** Runs it in an interactive shell, which has job control; by default it is the terminal's only process. */
	readonly isInShell?: boolean;
};

/** For `expect.poll`: as long as a step waits. */
export const stepTimeout = {timeout: 120_000, interval: 20} as const;

/** Each `id key` that was pressed by its id in this file of tests. */
export const pressedKeys = new Set<string>();

export function openDashboard(project: TestProject, options: DriverOptions = {}): Driver {
	const {columns = 80, rows = 24, args = [], isInShell = false} = options;
	const command = [process.execPath, program, ...args];
	const [file = '', ...rest] = isInShell ? ['bash', '--norc', '-i'] : command;
	const pty = spawn(file, rest, {
		name: 'xterm-256color',
		cols: columns,
		rows,
		cwd: project.root,
		env: toEnvironment({...project.env, COLORTERM: 'truecolor', PS1: 'shell> ', ...options.env}),
		encoding: null,
	});
	const terminal = createHeadlessTerminal({columns, rows});
	const listeners = new Set<() => void>();
	let written = '';
	let isGone = false;
	pty.onData(data => {
		written += Buffer.from(data).toString('utf8');
		void terminal.write(data).then(() => {
			for (const listener of [...listeners]) {
				listener();
			}
		});
	});
	const exited = new Promise<number>(resolve => {
		pty.onExit(({exitCode}) => {
			isGone = true;
			resolve(exitCode);
		});
	});
	const stage: Stage = {
		screen: () => terminal.screen(),
		write: keys => pty.write(keys),
		nextChange: limitMs =>
			new Promise(resolve => {
				const finish = () => {
					clearTimeout(timer);
					listeners.delete(finish);
					resolve();
				};
				const timer = setTimeout(finish, limitMs);
				listeners.add(finish);
			}),
	};

	if (isInShell) {
		pty.write(`${command.join(' ')}\r`);
	}

	return {
		...createActions(new StepQueue(stage), stage, () => written),
		pid: pty.pid,
		screen: () => terminal.screen(),
		resize(newColumns, newRows) {
			terminal.resize(newColumns, newRows);
			pty.resize(newColumns, newRows);
		},
		hangUp: () => pty.kill('SIGHUP'),
		closeTerminal: () => pty._socket.destroy(),
		stall: () => pty._socket.pause(),
		goOn: () => pty._socket.resume(),
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
}

/** The actions, each of which adds a step and gives them back; `story` is the row that was gone to. */
function createActions(queue: StepQueue, stage: Stage, written: () => string, story?: string): Actions {
	const then = (next = story): Steps => ({
		...createActions(queue, stage, written, next),
		// biome-ignore lint/suspicious/noThenProperty: a sentence of steps is awaited as a whole.
		then: (onDone, onFailed) => queue.settled.then(() => stage.screen()).then(onDone, onFailed),
	});
	const step = (words: string, work: () => void | Promise<void>, next = story): Steps => {
		queue.add(words, work);
		return then(next);
	};
	const waits = (words: string, isSo: (screen: Screen) => boolean) => step(words, () => queue.until(isSo));
	const rowHolds = (screen: Screen, of: string, text: string | RegExp) => holds(findRow(screen, of)?.text ?? '', text);

	return {
		press: (...keys) =>
			step(`press ${keys.join(' ')}`, () => {
				for (const key of keys) {
					stage.write(toBytes(key));
				}
			}),
		key(id, name = keysOf(id)[0] ?? '') {
			return step(`key ${id} (${name})`, () => {
				pressedKeys.add(`${id} ${name}`);
				stage.write(toBytes(name));
			});
		},
		answer: text => step(`answer "${text}"`, () => stage.write(`${toBytes('ctrl-u')}${toBytes('ctrl-k')}${text}\r`)),
		confirm: () =>
			step('confirm', async () => {
				await queue.until(({text}) => /\n (?:Kill|End) .*\?\n/.test(text));
				stage.write('y');
			}),
		row: of => step(`go to row ${of}`, () => goTo(of, queue, stage), of),
		shows: text =>
			waits(`${story === undefined ? '' : `row ${story} `}shows ${text}`, screen =>
				story === undefined ? holds(screen.text, text) : rowHolds(screen, story, text),
			),
		screenShows: text => waits(`screen shows ${text}`, screen => holds(screen.text, text)),
		hides: text => waits(`hides ${text}`, screen => !holds(screen.text, text)),
		selects: of => waits(`selects ${of}`, screen => isSelected(screen, of)),
		rowShows: (of, text) => waits(`row ${of} shows ${text}`, screen => rowHolds(screen, of, text)),
		writes: text => waits(`writes ${JSON.stringify(String(text))}`, () => holds(written(), text)),
	};
}

/** One row at a time, because rows may move while one goes. */
async function goTo(story: string, queue: StepQueue, stage: Stage): Promise<void> {
	await queue.until(screen => findRow(screen, story) !== undefined && findSelected(screen) !== undefined);

	for (let tries = 0; tries < 50 && !isSelected(stage.screen(), story); tries++) {
		const before = stage.screen();
		const from = findSelected(before);
		const to = findRow(before, story)?.index;
		stage.write(from !== undefined && to !== undefined && to < from ? 'k' : 'j');
		await queue.until(screen => findSelected(screen) !== from || isSelected(screen, story));
	}

	await queue.until(screen => isSelected(screen, story));
}

function isSelected(screen: Screen, story: string): boolean {
	const row = findRow(screen, story);
	return row !== undefined && row.index === findSelected(screen);
}

/** The keys that a binding has by default. */
export function keysOf(id: string): readonly string[] {
	const binding = bindings.find(candidate => candidate.id === id);

	if (!binding) {
		throw new Error(`There is no key called ${id}.`);
	}

	return binding.keys;
}

function toEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
	return Object.fromEntries(
		Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
	);
}
