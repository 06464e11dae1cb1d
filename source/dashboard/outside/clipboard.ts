import {spawn} from 'node:child_process';

/**
 * OSC 52: the terminal puts the text into its clipboard, also at the other end of an ssh connection. tmux and screen pass
 * it on only when it is wrapped for them.
 */
export function toClipboardSequence(text: string, env: Readonly<Record<string, string | undefined>>): string {
	return throughMultiplexer(`\u001B]52;c;${Buffer.from(text).toString('base64')}\u0007`, env);
}

/** Wraps a sequence so that a terminal multiplexer hands it to the terminal outside. */
export function throughMultiplexer(sequence: string, env: Readonly<Record<string, string | undefined>>): string {
	if (env.TMUX) {
		return `\u001BPtmux;${sequence.replaceAll('\u001B', '\u001B\u001B')}\u001B\\`;
	}

	return env.STY ? `\u001BP${sequence}\u001B\\` : sequence;
}

/**
 * As tmux is configured by default, it hands nothing through and takes no clipboard from a program; but told by its own
 * command it keeps the text, to be pasted there, and gives it to the terminal outside. Elsewhere, and by an old tmux,
 * nothing happens.
 */
export function copyIntoTmux(text: string, env: Readonly<Record<string, string | undefined>>): void {
	if (env.TMUX) {
		const tmux = spawn('tmux', ['load-buffer', '-w', '-'], {env, stdio: ['pipe', 'ignore', 'ignore']});
		// If tmux is not in the path, only the sequence is used.
		tmux.on('error', () => {});
		tmux.stdin.on('error', () => {});
		tmux.stdin.end(text);
	}
}
