/** The part of node-pty that is used. Its own types declare a module of another name, so they cannot be imported. */
declare module 'node-pty' {
	export type Pty = {
		readonly pid: number;
		/** The terminal's controlling side; non-blocking. */
		readonly fd: number;
		/** The stream that reads the terminal. Undocumented: the version of node-pty is pinned, and a test checks this field. */
		readonly _socket: import('node:tty').ReadStream;
		/** Raw bytes, given `encoding: null`. */
		onData(listener: (chunk: Uint8Array) => void): void;
		/** Called after the stream has closed; `signal` is 0 when no signal ended the process. */
		onExit(listener: (exit: {readonly exitCode: number; readonly signal?: number}) => void): void;
		/** Errors of the stream; without a listener node-pty throws the ones it does not know. */
		on(event: 'error', listener: (error: Error) => void): void;
		/** Writes to the terminal, as if typed. Used by tests only; agents are written to through their stdin. */
		write(text: string): void;
		resize(columns: number, rows: number): void;
		kill(signal: string): void;
	};

	export function spawn(
		file: string,
		args: readonly string[],
		options: {
			readonly name: string;
			readonly cols: number;
			readonly rows: number;
			readonly cwd: string;
			readonly env: Readonly<Record<string, string>>;
			readonly encoding: null;
		},
	): Pty;
}
