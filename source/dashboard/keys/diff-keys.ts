import {neighbourFile} from '../diff/diff-document.ts';
import {toWhyLines} from '../lines/why-lines.ts';
import {unicodeGlyphs} from '../theme.ts';
import {agentScreens, type Binding, diffScreens, type KeyContext} from './binding.ts';

/** Reading the changes of a story. */
export const diffKeys: readonly Binding[] = [
	{
		id: 'diff',
		keys: ['d'],
		title: 'diff',
		help: 'Show the changes of the story against its base; press again to go back.',
		group: 'Read',
		screens: agentScreens,
		footer: 21,
		disabledReason: ({selected, state}) =>
			state.ui.view === 'diff' || (selected && selected.attempts > 0) ? undefined : 'It has no changes yet.',
		run: ({state, dispatch}) => dispatch({type: 'view-opened', view: state.ui.view === 'diff' ? 'main' : 'diff'}),
	},
	...scrollKeys([
		{id: 'diff-down', keys: ['j', 'down'], help: 'Scroll down one line.', by: () => 1},
		{id: 'diff-up', keys: ['k', 'up'], help: 'Scroll up one line.', by: () => -1},
		{id: 'diff-page-down', keys: ['pgdn', 'ctrl-f', 'space'], help: 'Scroll down one page.', by: page => page},
		{id: 'diff-page-up', keys: ['pgup', 'ctrl-b'], help: 'Scroll up one page.', by: page => -page},
		{id: 'diff-half-down', keys: ['ctrl-d'], help: 'Scroll down half a page.', by: page => page >> 1},
		{id: 'diff-half-up', keys: ['ctrl-u'], help: 'Scroll up half a page.', by: page => -(page >> 1)},
		{
			id: 'diff-start',
			keys: ['g', 'home'],
			help: 'Go to the start: the list of files of a diff.',
			by: () => Number.NEGATIVE_INFINITY,
		},
		{id: 'diff-end', keys: ['G', 'end'], help: 'Go to the end.', by: () => Number.POSITIVE_INFINITY},
	]),
	{
		id: 'next-file',
		keys: [']'],
		title: 'next file',
		help: 'Go to the next file of the diff.',
		group: 'Read',
		screens: diffScreens,
		footer: 4,
		run: context => toFile(context, 1),
	},
	{
		id: 'previous-file',
		keys: ['['],
		title: 'previous',
		help: 'Go to the previous file of the diff.',
		group: 'Read',
		screens: diffScreens,
		footer: 5,
		run: context => toFile(context, -1),
	},
];

type Scrolling = {
	readonly id: string;
	readonly keys: readonly string[];
	readonly help: string;
	/** Lines, from the lines of a page. */
	readonly by: (page: number) => number;
};

function scrollKeys(all: readonly Scrolling[]): readonly Binding[] {
	return all.map(({id, keys, help, by}) => ({
		id,
		keys,
		title: 'scroll',
		help,
		group: 'Read',
		screens: [...diffScreens, 'why'],
		run: context => scrollTo(context, context.state.ui.diffTop + by(Math.max(1, (context.pane?.height ?? 1) - 1))),
	}));
}

function toFile(context: KeyContext, step: 1 | -1): void {
	if (context.diff) {
		scrollTo(context, neighbourFile(context.diff, context.state.ui.diffTop, step));
	}
}

function scrollTo(context: KeyContext, top: number): void {
	const {pane, dispatch} = context;
	const last = Math.max(0, lineCount(context) - (pane?.height ?? 0));
	dispatch({type: 'diff-scrolled', top: Math.max(0, Math.min(top, last))});
}

function lineCount({state: {ui, fleet, now, size}, diff, selected}: KeyContext): number {
	return ui.view === 'why' && selected
		? toWhyLines({agent: selected, fleet, now, columns: size.columns}, unicodeGlyphs).length
		: (diff?.lines.length ?? 0);
}
