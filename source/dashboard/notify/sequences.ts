import {throughMultiplexer} from '../outside/clipboard.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export const bell = '\u0007';

/** Keeps the title that the terminal has now, and brings it back. */
export const keepTitle = '\u001B[22;2t';
export const bringBackTitle = '\u001B[23;2t';

/** OSC 2. tmux takes it for the pane's own title, so it is not handed through. */
export function toTitleSequence(title: string): string {
	return `\u001B]2;${title}\u0007`;
}

/** A desktop notification, as iTerm2, kitty and others take it (OSC 9) and as urxvt, foot and others do (OSC 777). */
export function toDesktopSequence(text: string, env: Environment): string {
	const plain = text.replaceAll(';', ',').slice(0, 200);
	return (
		throughMultiplexer(`\u001B]9;${plain}\u0007`, env) +
		throughMultiplexer(`\u001B]777;notify;towline;${plain}\u0007`, env)
	);
}
