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
