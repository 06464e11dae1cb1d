import type {AgentStatus} from '../core/fleet/agent.ts';
import type {Tone} from './line.ts';

export type ThemeName = 'dark' | 'light' | 'none';

/** A named colour of the terminal, or an exact one. */
export type Color = 'green' | 'cyan' | 'blue' | 'magenta' | 'yellow' | 'red' | `#${string}`;

/** How tones look, and which characters may be used. */
export type Theme = {
	readonly name: ThemeName;
	/** `undefined` where a tone has none. */
	readonly colors: Readonly<Record<Tone, Color | undefined>>;
	readonly glyphs: Glyphs;
};

/** Tone and weight of a status. Its words are in core, its glyph in the theme, so it is known without colour as well. */
export type Look = {
	readonly tone?: Tone;
	readonly bold?: boolean;
	readonly dim?: boolean;
};

const statusLook: Readonly<Record<AgentStatus, Look>> = {
	idle: {dim: true},
	queued: {},
	starting: {tone: 'busy'},
	running: {tone: 'good'},
	'needs-input': {tone: 'attention', bold: true},
	stopping: {tone: 'warning'},
	completed: {tone: 'good'},
	failed: {tone: 'bad'},
	stopped: {},
	'rate-limited': {tone: 'warning'},
	lost: {tone: 'bad'},
};

/** Characters that a terminal without Unicode has to replace; each is one column wide. */
export type Glyphs = {
	/** Whether rules and other signs must be ASCII too. */
	readonly isAscii: boolean;
	readonly status: Readonly<Record<AgentStatus, string>>;
	/** Spinner frames. */
	readonly spinner: readonly string[];
	readonly thinking: string;
	readonly output: string;
	readonly tool: string;
	readonly said: string;
	readonly ok: string;
	readonly error: string;
	readonly selected: string;
	readonly marked: string;
	readonly rule: string;
	readonly divider: string;
	readonly branch: string;
	readonly reset: string;
	readonly full: string;
	readonly empty: string;
	readonly cursor: string;
	readonly enter: string;
	readonly above: string;
	readonly below: string;
	readonly minus: string;
};

export const unicodeGlyphs: Glyphs = {
	isAscii: false,
	status: {
		idle: '·',
		queued: '○',
		starting: '◌',
		running: '●',
		'needs-input': '◆',
		stopping: '◍',
		completed: '✓',
		failed: '✗',
		stopped: '■',
		'rate-limited': '↻',
		lost: '!',
	},
	spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
	thinking: '✻',
	output: '●',
	tool: '▸',
	said: '»',
	ok: '✓',
	error: '✗',
	selected: '›',
	marked: '+',
	rule: '─',
	divider: '│',
	branch: '⎇',
	reset: '↻',
	full: '▰',
	empty: '▱',
	cursor: '▌',
	enter: '⏎',
	above: '↑',
	below: '↓',
	minus: '−',
};

export const asciiGlyphs: Glyphs = {
	isAscii: true,
	status: {
		idle: '.',
		queued: 'o',
		starting: '*',
		running: '*',
		'needs-input': '?',
		stopping: '%',
		completed: '+',
		failed: 'x',
		stopped: '#',
		'rate-limited': '@',
		lost: '!',
	},
	spinner: ['|', '/', '-', '\\'],
	thinking: '~',
	output: '*',
	tool: '>',
	said: '<',
	ok: 'ok',
	error: 'x',
	selected: '>',
	marked: '+',
	rule: '-',
	divider: '|',
	branch: 'on',
	reset: 'until',
	full: '#',
	empty: '.',
	cursor: '_',
	enter: 'Enter',
	above: '^',
	below: 'v',
	minus: '-',
};

const noColors: Theme['colors'] = {
	good: undefined,
	busy: undefined,
	attention: undefined,
	warning: undefined,
	bad: undefined,
};

/** Named terminal colours, so that the person's palette applies; yellow is not readable on a light background. */
const colorsByTheme: Readonly<Record<ThemeName, Theme['colors']>> = {
	dark: {good: 'green', busy: 'cyan', attention: 'magenta', warning: 'yellow', bad: 'red'},
	light: {good: 'green', busy: 'blue', attention: 'magenta', warning: '#8a6d00', bad: 'red'},
	none: noColors,
};

export function createTheme(name: ThemeName, glyphs: Glyphs): Theme {
	return {name, colors: colorsByTheme[name], glyphs};
}

/** The theme that the environment asks for: `NO_COLOR` outranks a preference, and a `C` locale has no Unicode. */
export function themeFor(
	env: Readonly<Record<string, string | undefined>>,
	preference: {readonly theme?: ThemeName; readonly isAscii?: boolean} = {},
): Theme {
	const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
	// Without a locale UTF-8 is assumed, which most terminals support; a locale with another charset is respected.
	const isAscii = preference.isAscii ?? (env.TERM === 'linux' || (locale !== '' && !/utf-?8/i.test(locale)));
	return createTheme(env.NO_COLOR ? 'none' : (preference.theme ?? 'dark'), isAscii ? asciiGlyphs : unicodeGlyphs);
}

/** ASCII replacements of the signs in our texts and in rendered Markdown; each is one column wide. */
const asciiSigns: Readonly<Record<string, string>> = {
	'·': '-',
	'−': '-',
	'•': '*',
	'…': '~',
	'─': '-',
	'│': '|',
	'▏': '|',
	'☐': '_',
	'☑': 'x',
	'↑': '^',
	'↓': 'v',
};

/** Replaces our own signs by ASCII; other characters that an agent writes are kept. */
export function toAscii(text: string): string {
	return text.replace(/[·−•…─│▏☐☑↑↓]/g, sign => asciiSigns[sign] ?? sign);
}

/** Tone and weight of a status, for a span. */
export function lookOf(status: AgentStatus): Look {
	return statusLook[status];
}
