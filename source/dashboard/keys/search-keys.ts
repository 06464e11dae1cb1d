import {type Match, matchesIn, matchesOf, nextMatch} from '../pane/search.ts';
import {selectPaneText} from '../selectors/pane.ts';
import type {ReadingPlace, UiAction} from '../state/ui-state.ts';
import {type Binding, diffScreens, helpScreens, type KeyContext, zoomScreens} from './binding.ts';

const searchedScreens = ['zoom-search', 'diff-search', 'help-search'] as const;

/** Searching the transcript, the diff or the help. */
export const searchKeys: readonly Binding[] = [
	{
		id: 'search',
		keys: ['/'],
		title: 'search',
		help: 'Search the transcript, the diff or the help as you type; case counts only if you type a capital.',
		group: 'Read',
		screens: [...zoomScreens, ...diffScreens, ...helpScreens],
		footer: 25,
		run: ({state: {ui}, dispatch}) => {
			const {scroll, diffTop, helpTop} = ui;
			const purpose = {kind: 'search', from: {scroll, diffTop, helpTop}} as const;
			dispatch({type: 'searched', search: '', match: undefined});
			dispatch({type: 'modal-opened', modal: {kind: 'input', purpose, text: '', cursor: 0}});
		},
	},
	{
		id: 'next-match',
		keys: ['n'],
		title: 'next',
		help: 'Go to the next match; after the last one, to the first.',
		group: 'Read',
		screens: searchedScreens,
		footer: 1,
		run: context => goToMatch(context, 1),
	},
	{
		id: 'previous-match',
		keys: ['N'],
		title: 'previous',
		help: 'Go to the previous match; before the first one, to the last.',
		group: 'Read',
		screens: searchedScreens,
		footer: 2,
		run: context => goToMatch(context, -1),
	},
	{
		id: 'end-search',
		keys: ['esc'],
		title: 'end search',
		help: 'End the search.',
		group: 'Read',
		screens: searchedScreens,
		footer: 3,
		run: ({dispatch}) => dispatch({type: 'searched', search: '', match: undefined}),
	},
];

/** Searches while the text is typed, each time from the place where the search was begun. */
export function searchFor(context: KeyContext, search: string, from: ReadingPlace): void {
	const {dispatch} = context;
	const ui = {...context.state.ui, ...from, search};
	const text = toSearchedText({...context, state: {...context.state, ui}});
	const found = text && nextMatch(text.matches, text.from, text.step);
	dispatch({type: 'place-restored', place: from});
	dispatch({type: 'searched', search, match: found?.match});

	if (text && found) {
		dispatch(text.show(found.match));
	}
}

/** Enter leaves the search where it is; says so if there is no match. */
export function acceptSearch(context: KeyContext): void {
	const {search} = context.state.ui;

	if (search !== '' && toSearchedText(context)?.matches.length === 0) {
		warn(context, `No match for "${search}".`);
	}
}

/** Esc ends the search and goes back to where it was begun. */
export function abandonSearch({dispatch}: KeyContext, from: ReadingPlace): void {
	dispatch({type: 'searched', search: '', match: undefined});
	dispatch({type: 'place-restored', place: from});
}

/** Goes to the next or previous match. Says when it goes on at the other end. */
function goToMatch(context: KeyContext, step: 1 | -1): void {
	const {dispatch, state} = context;
	const {search, match} = state.ui;
	const text = toSearchedText(context);
	const found = text && nextMatch(text.matches, match ?? text.from, step);

	if (!text || !found) {
		warn(context, `No match for "${search}".`);
		return;
	}

	dispatch({type: 'searched', search, match: found.match});
	dispatch(text.show(found.match));

	if (found.hasWrapped) {
		const end = step === 1 ? 'the end, continued at the start' : 'the start, continued at the end';
		dispatch({type: 'toast-shown', toast: {level: 'info', text: `The search reached ${end}.`}});
	}
}

function warn({dispatch}: KeyContext, text: string): void {
	dispatch({type: 'toast-shown', toast: {level: 'warning', text}});
}

/** The text in view, as far as a search needs it. */
type SearchedText = {
	readonly matches: readonly Match[];
	/** Where a new search begins, and in which direction. */
	readonly from: Match;
	readonly step: 1 | -1;
	/** Scrolls to a match. */
	readonly show: (match: Match) => UiAction;
};

function toSearchedText(context: KeyContext): SearchedText | undefined {
	const {state, diff, help, glyphs} = context;
	const {search, helpTop, diffTop, scroll, view} = state.ui;

	if (help) {
		const last = Math.max(0, help.lines.length - help.height);
		return {
			...fromLine(matchesIn(help.lines, search), helpTop ?? 0),
			show: ({line}) => ({type: 'help-scrolled', top: topFor(line, help.height, last)}),
		};
	}

	if (view === 'diff') {
		const height = context.pane?.height ?? 1;
		const last = Math.max(0, (diff?.lines.length ?? 0) - height);
		return (
			diff && {
				...fromLine(matchesIn(diff.lines, search), diffTop),
				show: ({line}) => ({type: 'diff-scrolled', top: topFor(line, height, last)}),
			}
		);
	}

	// The search decides which entries are unfolded, so the text is made for it.
	const pane = selectPaneText(state, glyphs);
	return (
		pane && {
			matches: matchesOf(pane, search),
			// People mostly search for something recent: a pane that follows is searched from its end.
			...(scroll.kind === 'following'
				? {from: {entry: Number.POSITIVE_INFINITY, line: 0, start: 0}, step: -1}
				: {from: {...scroll.top, start: -1}, step: 1}),
			// Scrolled even where the end is in view: otherwise new text would move the match.
			show: ({entry, line}) => ({
				type: 'scrolled',
				scroll: {kind: 'scrolled', top: {entry, line}, seenTo: pane.entries.at(-1)?.position ?? -1},
			}),
		}
	);
}

function fromLine(matches: readonly Match[], top: number): Pick<SearchedText, 'matches' | 'from' | 'step'> {
	return {matches, from: {entry: 0, line: top, start: -1}, step: 1};
}

/** The first line to show, so that some lines before the match stay in view. */
function topFor(line: number, height: number, last: number): number {
	return Math.max(0, Math.min(last, line - (height >> 2)));
}
