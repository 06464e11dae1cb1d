import {spawn} from 'node-pty';
import {program, type TestProject} from '../test/e2e/project.ts';

/** The dashboard in a real terminal of 200x50. */
export type OpenTerminal = {
	readonly pid: number;
	press(key: string): void;
	/** Called with all output. */
	onDraw(listener: (bytes: Uint8Array) => void): void;
	/** Ends the dashboard; resolves when it has exited. */
	close(): Promise<void>;
};

export function openTerminal(
	project: TestProject,
	/** A program to run instead of the dashboard. */
	otherProgram = program,
): OpenTerminal {
	const entries = Object.entries(project.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
	const pty = spawn(process.execPath, [otherProgram], {
		name: 'xterm-256color',
		cols: 200,
		rows: 50,
		cwd: project.root,
		env: {...Object.fromEntries(entries), COLORTERM: 'truecolor'},
		encoding: null,
	});
	const listeners = new Set<(bytes: Uint8Array) => void>();
	const gone = new Promise<void>(resolve => pty.onExit(() => resolve()));
	pty.onData(bytes => {
		for (const listener of listeners) {
			listener(bytes);
		}
	});

	return {
		pid: pty.pid,
		press: key => pty.write(key),
		onDraw: listener => void listeners.add(listener),
		async close() {
			pty.write('q');
			await gone;
		},
	};
}
