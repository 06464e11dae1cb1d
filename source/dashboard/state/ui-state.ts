import {assertNever} from '../../core/assert-never.ts';
import type {Command} from '../../core/commands/command.ts';
import type {AgentId} from '../../core/ids.ts';
import type {ThinkingShown} from '../pane/entry-lines.ts';
import {following, type PaneScroll} from '../pane/scroll.ts';
import type {ThemeName} from '../theme.ts';
import type {ColumnId} from './column-id.ts';

/** What fills the screen. */
export type View = 'main' | 'zoom' | 'why' | 'diff';

/** Which rows the table shows. */
export type QuickView = 'all' | 'needs-you' | 'running' | 'queue' | 'failed' | 'completed';

export type Sort = {readonly column: ColumnId; readonly isDescending: boolean};

/** What a line of text is being typed for. */
export type InputPurpose =
	| {readonly kind: 'filter'}
	| {readonly kind: 'search'}
	| {readonly kind: 'story'}
	| {readonly kind: 'columns'}
	| {readonly kind: 'message'; readonly agents: readonly AgentId[]}
	| {readonly kind: 'deny'; readonly agent: AgentId; readonly requestId: string}
	| {readonly kind: 'edit'; readonly agent: AgentId; readonly requestId: string; readonly field: string};

/** What asks for an answer before anything else; it takes the keys. */
export type Modal =
	| {readonly kind: 'help'; readonly top: number}
	| {readonly kind: 'confirm'; readonly question: string; readonly task: Confirmed}
	| {readonly kind: 'input'; readonly purpose: InputPurpose; readonly text: string; readonly cursor: number};

/** What is done once it is confirmed. */
export type Confirmed =
	| {readonly kind: 'kill'; readonly commands: readonly Command[]}
	/** Ends all agents and the supervisor, then leaves. */
	| {readonly kind: 'down'};

/** A sentence for the person, above the footer, until the next key. */
export type Toast = {readonly level: 'info' | 'warning' | 'error'; readonly text: string};

/** Everything about the screen that is not a fact about the fleet. */
export type UiState = {
	readonly view: View;
	/** By id, so that the selection follows its agent when rows move; `undefined`: the first row. */
	readonly selected: AgentId | undefined;
	readonly marks: ReadonlySet<AgentId>;
	readonly scroll: PaneScroll;
	readonly filter: string;
	readonly quickView: QuickView;
	/** `undefined`: the order of the stories. */
	readonly sort: Sort | undefined;
	/** Searched for in the transcript; empty when nothing is. */
	readonly search: string;
	readonly thinking: ThinkingShown;
	readonly areToolsUnfolded: boolean;
	/** `undefined`: what the width allows. */
	readonly columns: readonly ColumnId[] | undefined;
	/** `undefined`: what the environment asks for. */
	readonly theme: ThemeName | undefined;
	/** First line that is shown of the diff, or of the answer to why. */
	readonly diffTop: number;
	readonly modal: Modal | undefined;
	readonly toast: Toast | undefined;
	/** Keys pressed so far: whether somebody is there. */
	readonly keysPressed: number;
};

/** What a key does to the screen; past tense, like every event. */
export type UiAction =
	| {readonly type: 'key-pressed'}
	| {readonly type: 'selected'; readonly agent: AgentId}
	| {readonly type: 'scrolled'; readonly scroll: PaneScroll}
	| {readonly type: 'view-opened'; readonly view: View}
	| {readonly type: 'mark-toggled'; readonly agents: readonly AgentId[]}
	| {readonly type: 'filtered'; readonly filter: string}
	| {readonly type: 'quick-view-chosen'; readonly quickView: QuickView}
	| {readonly type: 'sorted'; readonly sort: Sort | undefined}
	| {readonly type: 'searched'; readonly search: string}
	| {readonly type: 'thinking-turned'}
	| {readonly type: 'tools-turned'}
	| {readonly type: 'columns-chosen'; readonly columns: readonly ColumnId[] | undefined}
	| {readonly type: 'theme-chosen'; readonly theme: ThemeName}
	| {readonly type: 'diff-scrolled'; readonly top: number}
	| {readonly type: 'modal-opened'; readonly modal: Modal}
	| {readonly type: 'typed'; readonly text: string; readonly cursor: number}
	| {readonly type: 'modal-closed'}
	| {readonly type: 'told'; readonly toast: Toast | undefined};

export const initialUi: UiState = {
	view: 'main',
	selected: undefined,
	marks: new Set(),
	scroll: following,
	filter: '',
	quickView: 'all',
	sort: undefined,
	search: '',
	thinking: 'shown',
	areToolsUnfolded: false,
	columns: undefined,
	theme: undefined,
	diffTop: 0,
	modal: undefined,
	toast: undefined,
	keysPressed: 0,
};

const nextThinking: Readonly<Record<ThinkingShown, ThinkingShown>> = {
	shown: 'folded',
	folded: 'hidden',
	hidden: 'shown',
};

/** Folds what happened into the state of the screen. Pure: knows neither rows nor sizes. */
export function evolveUi(ui: UiState, action: UiAction): UiState {
	switch (action.type) {
		case 'key-pressed':
			return {...ui, toast: undefined, keysPressed: ui.keysPressed + 1};
		case 'selected':
			return action.agent === ui.selected
				? ui
				: {...ui, selected: action.agent, scroll: following, search: '', diffTop: 0};
		case 'scrolled':
			return {...ui, scroll: action.scroll};
		case 'view-opened':
			return {...ui, view: action.view, search: '', diffTop: 0};
		case 'mark-toggled':
			return {...ui, marks: toggle(ui.marks, action.agents)};
		case 'filtered':
			return {...ui, filter: action.filter};
		case 'quick-view-chosen':
			return {...ui, quickView: action.quickView};
		case 'sorted':
			return {...ui, sort: action.sort};
		case 'searched':
			return {...ui, search: action.search};
		case 'thinking-turned':
			return {...ui, thinking: nextThinking[ui.thinking]};
		case 'tools-turned':
			return {...ui, areToolsUnfolded: !ui.areToolsUnfolded};
		case 'columns-chosen':
			return {...ui, columns: action.columns};
		case 'theme-chosen':
			return {...ui, theme: action.theme};
		case 'diff-scrolled':
			return {...ui, diffTop: action.top};
		case 'modal-opened':
			return {...ui, modal: action.modal};
		case 'typed':
			return ui.modal?.kind === 'input' ? {...ui, modal: {...ui.modal, text: action.text, cursor: action.cursor}} : ui;
		case 'modal-closed':
			return {...ui, modal: undefined};
		case 'told':
			return ui.toast === action.toast ? ui : {...ui, toast: action.toast};
		default:
			return assertNever(action);
	}
}

/** Several are marked together unless all of them are marked already. */
function toggle(marks: ReadonlySet<AgentId>, agents: readonly AgentId[]): ReadonlySet<AgentId> {
	return agents.every(agent => marks.has(agent))
		? new Set([...marks].filter(agent => !agents.includes(agent)))
		: new Set([...marks, ...agents]);
}
