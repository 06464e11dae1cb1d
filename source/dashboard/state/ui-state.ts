import {assertNever} from '../../core/assert-never.ts';
import type {Command} from '../../core/commands/command.ts';
import type {AgentId} from '../../core/ids.ts';
import type {ThinkingShown} from '../pane/entry-lines.ts';
import {following, type PaneScroll} from '../pane/scroll.ts';
import type {Match} from '../pane/search.ts';
import type {ThemeName} from '../theme.ts';
import type {AnswerForm} from './answer-form.ts';
import type {ColumnId} from './column-id.ts';

/** What fills the screen. */
export type View = 'main' | 'zoom' | 'why' | 'diff' | 'find';

/** Which rows the table shows. */
export type QuickView = 'all' | 'needs-you' | 'running' | 'queue' | 'failed' | 'completed';

/** What the rows of the table are grouped by. */
export type Grouping = 'none' | 'status' | 'agent';

export type Sort = {readonly column: ColumnId; readonly isDescending: boolean};

/** What of the texts is in view: of a transcript, of a diff, of the help. */
export type ReadingPlace = Pick<UiState, 'scroll' | 'diffTop' | 'helpTop'>;

/** What the text being typed is for. */
export type InputPurpose =
	| {readonly kind: 'filter'}
	/** `from` is what was in view before; Esc goes back to it. */
	| {readonly kind: 'search'; readonly from: ReadingPlace}
	| {readonly kind: 'find'}
	| {readonly kind: 'story'}
	| {readonly kind: 'message'; readonly agents: readonly AgentId[]}
	| {readonly kind: 'deny'; readonly agent: AgentId; readonly requestId: string}
	/** An answer in one's own words to the question of the page. */
	| {readonly kind: 'answer'; readonly agent: AgentId; readonly requestId: string}
	| {readonly kind: 'edit'; readonly agent: AgentId; readonly requestId: string};

/** The menus: of everything that keys do, of columns, and of sort orders. */
export type MenuKind = 'commands' | 'columns' | 'sort';

/** A dialog; while it is open, all keys go to it. */
export type Modal =
	| {readonly kind: 'menu'; readonly menu: MenuKind; readonly filter: string; readonly index: number}
	| {readonly kind: 'confirm'; readonly question: string; readonly task: Confirmed}
	| {
			readonly kind: 'input';
			readonly purpose: InputPurpose;
			readonly text: string;
			readonly cursor: number;
			readonly recalled?: Recalled;
	  };

/** Which text of the history the prompt shows, and what was typed before. */
export type Recalled = {readonly index: number; readonly draft: string};

/** What is done after it has been confirmed. */
export type Confirmed =
	| {readonly kind: 'kill' | 'start'; readonly commands: readonly Command[]}
	/** Ends all agents and the supervisor, then quits. */
	| {readonly kind: 'down'};

/** A message above the footer, shown until the next key. */
export type Toast = {readonly level: 'info' | 'warning' | 'error'; readonly text: string};

/** Everything about the screen that is not a fact about the fleet. */
export type UiState = {
	readonly view: View;
	/** The selection follows its agent when rows move; `undefined` selects the first row. */
	readonly selected: AgentId | undefined;
	/** It was selected by itself after an answer, so its request replaces the one that was answered. */
	readonly hasMovedOn: boolean;
	readonly marks: ReadonlySet<AgentId>;
	readonly scroll: PaneScroll;
	readonly filter: string;
	readonly quickView: QuickView;
	readonly grouping: Grouping;
	/** `undefined` is the order of the stories. */
	readonly sort: Sort | undefined;
	/** What the text in view is searched for; empty without a search. */
	readonly search: string;
	/** The current match of the search; keys go to the next one from here. */
	readonly match: Match | undefined;
	/** What all transcripts are searched for, in the find view, and the selected line. */
	readonly findText: string;
	readonly findIndex: number;
	readonly thinking: ThinkingShown;
	readonly areToolsUnfolded: boolean;
	/** `undefined` shows as many columns as fit. */
	readonly columns: readonly ColumnId[] | undefined;
	/** How many steps the table has more of the screen than by default, and the pane less; negative for the pane. */
	readonly split: number;
	/** The person has hidden the pane. */
	readonly isPaneHidden: boolean;
	/** `undefined` is the theme that the environment asks for. */
	readonly theme: ThemeName | undefined;
	/** Whether clicks and the wheel work; if not, the terminal selects text. */
	readonly isMouseOn: boolean;
	/** First line shown of the diff or of the why view. */
	readonly diffTop: number;
	/** First line shown of the help; `undefined` while it is closed. */
	readonly helpTop: number | undefined;
	/** First line shown of the request in the pane. */
	readonly requestTop: number;
	/** The answers that are being chosen; of another request they are no longer valid. */
	readonly form: AnswerForm | undefined;
	readonly modal: Modal | undefined;
	/** The texts that were accepted in prompts, by what they were for; oldest first. */
	readonly history: Readonly<Partial<Record<InputPurpose['kind'], readonly string[]>>>;
	readonly toast: Toast | undefined;
	/** Keys pressed so far; shows whether a person is present. */
	readonly keysPressed: number;
};

/** A change of the screen's state, in the past tense like every event. */
export type UiAction =
	| {readonly type: 'key-pressed'}
	| {readonly type: 'selected'; readonly agent: AgentId}
	/** After an answer, the agent that waits longest was selected. */
	| {readonly type: 'moved-on'; readonly agent: AgentId}
	| {readonly type: 'scrolled'; readonly scroll: PaneScroll}
	| {readonly type: 'view-opened'; readonly view: View}
	| {readonly type: 'mark-toggled'; readonly agents: readonly AgentId[]}
	| {readonly type: 'filtered'; readonly filter: string}
	| {readonly type: 'quick-view-chosen'; readonly quickView: QuickView}
	| {readonly type: 'grouped'; readonly grouping: Grouping}
	| {readonly type: 'sorted'; readonly sort: Sort | undefined}
	| {readonly type: 'searched'; readonly search: string; readonly match: Match | undefined}
	| {readonly type: 'find-begun'; readonly text: string}
	| {readonly type: 'found-line-selected'; readonly index: number}
	| {readonly type: 'place-restored'; readonly place: ReadingPlace}
	| {readonly type: 'thinking-switched'}
	| {readonly type: 'tools-toggled'}
	| {readonly type: 'columns-chosen'; readonly columns: readonly ColumnId[] | undefined}
	| {readonly type: 'split-moved'; readonly by: number}
	| {readonly type: 'pane-toggled'}
	| {readonly type: 'theme-chosen'; readonly theme: ThemeName}
	| {readonly type: 'request-scrolled'; readonly top: number}
	| {readonly type: 'mouse-switched'}
	| {readonly type: 'form-changed'; readonly form: AnswerForm}
	| {readonly type: 'diff-scrolled'; readonly top: number}
	| {readonly type: 'help-scrolled'; readonly top: number}
	| {readonly type: 'help-closed'}
	| {readonly type: 'modal-opened'; readonly modal: Modal}
	| {readonly type: 'typed'; readonly text: string; readonly cursor: number}
	| {readonly type: 'modal-closed'}
	| {readonly type: 'text-recalled'; readonly recalled: Recalled}
	| {readonly type: 'text-accepted'; readonly kind: InputPurpose['kind']; readonly text: string}
	| {readonly type: 'toast-shown'; readonly toast: Toast | undefined};

/** The split moves by at most this many steps either way. */
export const mostSplitSteps = 6;

/** The nearest split that there is. */
export function clampSplit(steps: number): number {
	return Math.max(-mostSplitSteps, Math.min(mostSplitSteps, Math.round(steps)));
}

export const initialUi: UiState = {
	view: 'main',
	selected: undefined,
	hasMovedOn: false,
	marks: new Set(),
	scroll: following,
	filter: '',
	quickView: 'all',
	grouping: 'none',
	sort: undefined,
	search: '',
	match: undefined,
	findText: '',
	findIndex: 0,
	thinking: 'shown',
	areToolsUnfolded: false,
	columns: undefined,
	split: 0,
	isPaneHidden: false,
	theme: undefined,
	requestTop: 0,
	isMouseOn: true,
	form: undefined,
	diffTop: 0,
	helpTop: undefined,
	modal: undefined,
	toast: undefined,
	history: {},
	keysPressed: 0,
};

const noSearch = {search: '', match: undefined} as const;

const nextThinking: Readonly<Record<ThinkingShown, ThinkingShown>> = {
	shown: 'folded',
	folded: 'hidden',
	hidden: 'shown',
};

/** Applies an action to the state of the screen. Pure; knows neither rows nor sizes. */
export function evolveUi(ui: UiState, action: UiAction): UiState {
	switch (action.type) {
		case 'key-pressed':
			return {...ui, toast: undefined, keysPressed: ui.keysPressed + 1};
		case 'selected':
			return select(ui, action.agent, false);
		case 'moved-on':
			return select(ui, action.agent, true);
		case 'scrolled':
			return {...ui, scroll: action.scroll};
		case 'view-opened':
			return {...ui, view: action.view, ...noSearch, diffTop: 0};
		case 'mark-toggled':
			return {...ui, marks: toggle(ui.marks, action.agents)};
		case 'filtered':
			return {...ui, filter: action.filter};
		case 'quick-view-chosen':
			return {...ui, quickView: action.quickView};
		case 'grouped':
			return {...ui, grouping: action.grouping};
		case 'sorted':
			return {...ui, sort: action.sort};
		case 'searched':
			return {...ui, search: action.search, match: action.match};
		case 'find-begun':
			return {...ui, ...noSearch, view: 'find', findText: action.text, findIndex: 0};
		case 'found-line-selected':
			return {...ui, findIndex: action.index};
		case 'place-restored':
			return {...ui, ...action.place};
		case 'thinking-switched':
			return {...ui, thinking: nextThinking[ui.thinking]};
		case 'tools-toggled':
			return {...ui, areToolsUnfolded: !ui.areToolsUnfolded};
		case 'columns-chosen':
			return {...ui, columns: action.columns};
		case 'split-moved':
			return {...ui, split: clampSplit(ui.split + action.by)};
		case 'pane-toggled':
			return {...ui, isPaneHidden: !ui.isPaneHidden};
		case 'theme-chosen':
			return {...ui, theme: action.theme};
		case 'form-changed':
			return {...ui, form: action.form};
		case 'request-scrolled':
			return {...ui, requestTop: action.top};
		case 'mouse-switched':
			return {...ui, isMouseOn: !ui.isMouseOn};
		case 'diff-scrolled':
			return {...ui, diffTop: action.top};
		case 'help-scrolled':
			return {...ui, ...(ui.helpTop === undefined && noSearch), helpTop: action.top};
		case 'help-closed':
			return {...ui, ...noSearch, helpTop: undefined};
		case 'modal-opened':
			return {...ui, modal: action.modal};
		case 'typed':
			return ui.modal?.kind === 'input' ? {...ui, modal: {...ui.modal, text: action.text, cursor: action.cursor}} : ui;
		case 'text-recalled':
			return ui.modal?.kind === 'input' ? {...ui, modal: {...ui.modal, recalled: action.recalled}} : ui;
		case 'text-accepted':
			return {...ui, history: {...ui.history, [action.kind]: withText(ui.history[action.kind] ?? [], action.text)}};
		case 'modal-closed':
			return {...ui, modal: undefined};
		case 'toast-shown':
			return ui.toast === action.toast ? ui : {...ui, toast: action.toast};
		default:
			return assertNever(action);
	}
}

/** How many texts of a kind are kept. */
const textsKept = 50;

function withText(texts: readonly string[], text: string): readonly string[] {
	return text.trim() === '' ? texts : [...texts.filter(other => other !== text), text].slice(-textsKept);
}

function select(ui: UiState, agent: AgentId, hasMovedOn: boolean): UiState {
	return agent === ui.selected ? ui : {...ui, selected: agent, hasMovedOn, scroll: following, ...noSearch, diffTop: 0};
}

/** Marks all of them, or removes the marks if all of them are marked. */
function toggle(marks: ReadonlySet<AgentId>, agents: readonly AgentId[]): ReadonlySet<AgentId> {
	return agents.every(agent => marks.has(agent))
		? new Set([...marks].filter(agent => !agents.includes(agent)))
		: new Set([...marks, ...agents]);
}
