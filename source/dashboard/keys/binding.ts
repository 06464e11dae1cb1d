import type {SuspendTerminal} from 'ink';
import type {Command} from '../../core/commands/command.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import type {Permission} from '../../core/fleet/permission.ts';
import type {AgentId, StoryId} from '../../core/ids.ts';
import type {DiffDocument} from '../diff/diff-document.ts';
import type {PaneText} from '../pane/scroll.ts';
import type {ScreenId} from '../selectors/screen.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import type {UiAction} from '../state/ui-state.ts';
import type {Glyphs} from '../theme.ts';
import type {HelpText} from './help-text.ts';

/** What a key may do besides changing the screen. */
export type Shell = {
	/** What quitting does: a demo ends with its dashboard. */
	readonly leaving: 'agents-go-on' | 'demo-ends';
	/** Sends in order; a refusal is shown above the footer. */
	send(commands: readonly Command[]): void;
	/** Ends the dashboard; agents continue, except those of a demo. */
	leave(): void;
	/** Ends all agents and the supervisor, then the dashboard. */
	down(): void;
	/** Gives the terminal back to the shell until `fg`. */
	suspend(): void;
	/** Clears the screen and draws it again, after another program wrote to it. */
	redraw(): void;
	/** Connects again after a refusal. */
	reconnect(): void;
	/** Puts a text into the terminal's clipboard. */
	copy(text: string, what: string): void;
	/** Shows the agent's whole transcript in `$PAGER`. */
	page(agent: AgentId): void;
	/** Opens the story's file in `$EDITOR`. */
	editStory(story: StoryId): void;
	/** Opens a text in `$EDITOR` and gives back what was written. */
	editText(text: string, take: (written: string) => void): void;
	/** Creates the file of a new story and opens it in `$EDITOR`. */
	createStory(story: StoryId): void;
	/** Runs `$SHELL` in the folder where the agent works. */
	openShell(agent: AgentId): void;
};

/** Who has the terminal. */
export type TerminalOwner = {
	/** Ink's function that hands the terminal to another program; `undefined` until Ink is mounted. */
	suspend: SuspendTerminal | undefined;
	/** Another program has the terminal, so no key is meant for the dashboard. */
	isLent: boolean;
};

/** What bindings decide and act on. */
export type KeyContext = Shell & {
	readonly state: DashboardState;
	readonly screen: ScreenId;
	readonly rows: readonly Agent[];
	readonly selected: Agent | undefined;
	/** The agents that have a pane: several side by side, or the selected one. */
	readonly paneAgents: readonly Agent[];
	/** The marked rows, or else the selected one. */
	readonly targets: readonly Agent[];
	readonly request: Permission | undefined;
	/** What the pane is cut from. */
	readonly pane: PaneText | undefined;
	/** The diff that is open. */
	readonly diff: DiffDocument | undefined;
	/** The lines of the help, if it is open. */
	readonly help: HelpText | undefined;
	readonly glyphs: Glyphs;
	/** The keys in force. */
	readonly bindings: readonly Binding[];
	/** The context after what was dispatched since. */
	latest(): KeyContext;
	dispatch(action: UiAction): void;
};

export type KeyGroup = 'Move' | 'Agents' | 'Answer' | 'Read' | 'Table' | 'Towline';

/** A key as data; footer, help and docs/keys.md are made from bindings. */
export type Binding = {
	/** Stable: preferences refer to it. */
	readonly id: string;
	readonly keys: readonly string[];
	/** A word or two for the footer. */
	readonly title: string;
	/** A sentence for the help. */
	readonly help: string;
	readonly group: KeyGroup;
	/** The screens it works on. */
	readonly screens: readonly ScreenId[];
	/** Its place in the footer, smallest first; without one it is only in the help. Answers are shown with the request instead. */
	readonly footer?: number;
	/** Replaces `title` in the footer when the text depends on the state. */
	readonly label?: (context: KeyContext) => string;
	/** Why it does nothing now, as a sentence; `undefined` when it works. */
	readonly disabledReason?: (context: KeyContext) => string | undefined;
	readonly run: (context: KeyContext) => void;
};

/** The screens with the table, without a dialog. */
export const tableScreens = ['main', 'request'] as const satisfies readonly ScreenId[];
export const zoomScreens = ['zoom', 'zoom-request', 'zoom-search'] as const satisfies readonly ScreenId[];
export const diffScreens = ['diff', 'diff-search'] as const satisfies readonly ScreenId[];
/** Screens with a page of questions in the pane. */
export const formScreens = ['question', 'zoom-question'] as const satisfies readonly ScreenId[];
export const agentScreens = [
	...tableScreens,
	...zoomScreens,
	...formScreens,
	'why',
	...diffScreens,
] as const satisfies readonly ScreenId[];
export const helpScreens = ['help', 'help-search'] as const satisfies readonly ScreenId[];
export const requestScreens = ['request', 'zoom-request'] as const satisfies readonly ScreenId[];
/** Every screen except `input`, where characters are text. */
export const allScreens = [
	...agentScreens,
	'find',
	...helpScreens,
	'menu',
	'menu-columns',
	'confirm-kill',
	'confirm-down',
	'confirm-start',
	'empty',
	'connecting',
	'gone',
	'refused',
	'too-small',
] as const satisfies readonly ScreenId[];
/** Screens without agents. */
export const bareScreens = [
	'empty',
	'connecting',
	'gone',
	'refused',
	'too-small',
] as const satisfies readonly ScreenId[];
