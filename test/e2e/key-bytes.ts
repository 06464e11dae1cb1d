/** Keys that are no characters, by the names that the keymap and the tests give them. */
const named: Readonly<Record<string, string>> = {
	enter: '\r',
	'alt-enter': '\u001B\r',
	esc: '\u001B',
	escape: '\u001B',
	space: ' ',
	tab: '\t',
	'shift-tab': '\u001B[Z',
	backspace: '\u007F',
	up: '\u001B[A',
	down: '\u001B[B',
	right: '\u001B[C',
	left: '\u001B[D',
	pgup: '\u001B[5~',
	pgdn: '\u001B[6~',
	home: '\u001B[H',
	end: '\u001B[F',
};

/** What a terminal sends for a key: `x`, `enter`, `ctrl-d`. Any other text is sent as it is typed. */
export function toBytes(key: string): string {
	const control = /^ctrl-([a-z])$/.exec(key)?.[1];
	return named[key] ?? (control ? String.fromCharCode(control.charCodeAt(0) - 96) : key);
}
