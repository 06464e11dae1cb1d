/** What is used of node-pty: the types it ships are an ambient module of another name, so they cannot be imported. */
declare module 'node-pty' {
	export type Pty = {
		readonly pid: number;
		/** The terminal's controlling side; non-blocking. */
		readonly fd: number;
		/** The stream that reads it. Not in the documented interface; the version of node-pty is pinned, and a test holds it. */
		readonly _socket: import('node:tty').ReadStream;
		/** Raw bytes, given `encoding: null`. */
		onData(listener: (chunk: Uint8Array) => void): void;
		/** After the stream closed; `signal` is 0 when none ended it. */
		onExit(listener: (exit: {readonly exitCode: number; readonly signal?: number}) => void): void;
		/** Errors of the stream; without a listener node-pty throws those it does not know. */
		on(event: 'error', listener: (error: Error) => void): void;
		/** As typed at the terminal. Agents are never written to this way; tests press keys. */
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
