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

/** What a key may do besides changing the screen. */
export type Shell = {
	/** What leaving means: a demo is nobody's to come back to. */
	readonly leaving: 'agents-go-on' | 'demo-ends';
	/** Sends in order; a refusal is told above the footer. */
	send(commands: readonly Command[]): void;
	/** Ends the dashboard; agents go on, those of a demo end with it. */
	leave(): void;
	/** Ends all agents and the supervisor, then the dashboard. */
	down(): void;
	/** Gives the terminal back to the shell until `fg`. */
	suspend(): void;
	/** Clears the screen and draws it again, where something else wrote to it. */
	redraw(): void;
	/** Connects again after a refusal. */
	reconnect(): void;
	/** Puts a text into the terminal's clipboard. */
	copy(text: string, what: string): void;
	/** Shows the agent's whole transcript in `$PAGER`. */
	page(agent: AgentId): void;
	/** Opens the story's file in `$EDITOR`. */
	editStory(story: StoryId): void;
	/** Begins a new story's file and opens it in `$EDITOR`. */
	createStory(story: StoryId): void;
};

/** Holds Ink's function that hands the terminal to another program; `undefined` until Ink is mounted. */
export type TerminalOwner = {suspend: SuspendTerminal | undefined};

/** All that a key needs to decide and to act. */
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
	dispatch(action: UiAction): void;
};

export type KeyGroup = 'Move' | 'Agents' | 'Answer' | 'Read' | 'Table' | 'Towline';

/** A key as data: footer, help and docs/keys.md are made from these. */
export type Binding = {
	/** Stable: a person's own keys are given by it. */
	readonly id: string;
	readonly keys: readonly string[];
	/** A word or two for the footer. */
	readonly title: string;
	/** A sentence for the help. */
	readonly help: string;
	readonly group: KeyGroup;
	/** Where it works at all. */
	readonly screens: readonly ScreenId[];
	/** Its place in the footer, smaller first; without one it is in the help only. Answers stand beside their request. */
	readonly footer?: number;
	/** Replaces `title` in the footer where it says more: what exactly would be allowed. */
	readonly label?: (context: KeyContext) => string;
	/** Why it does nothing now; `undefined` when it does something. */
	readonly disabledReason?: (context: KeyContext) => string | undefined;
	readonly run: (context: KeyContext) => void;
};

/** Where the table or the zoomed pane is shown, and nothing asks first. */
export const tableScreens = ['main', 'request'] as const satisfies readonly ScreenId[];
export const zoomScreens = ['zoom', 'zoom-request', 'zoom-search'] as const satisfies readonly ScreenId[];
export const agentScreens = [...tableScreens, ...zoomScreens, 'why', 'diff'] as const satisfies readonly ScreenId[];
export const requestScreens = ['request', 'zoom-request'] as const satisfies readonly ScreenId[];
/** Everywhere but where text is typed: there every character is text. */
export const allScreens = [
	...agentScreens,
	'help',
	'confirm-kill',
	'confirm-down',
	'empty',
	'connecting',
	'gone',
	'refused',
	'too-small',
] as const satisfies readonly ScreenId[];
/** Where nothing is shown that could be read or selected. */
export const bareScreens = [
	'empty',
	'connecting',
	'gone',
	'refused',
	'too-small',
] as const satisfies readonly ScreenId[];
