import {agentScreens, type Binding, type KeyContext, tableScreens, zoomScreens} from './binding.ts';

/** Reading one agent closely. */
export const readKeys: readonly Binding[] = [
	{
		id: 'zoom',
		keys: ['enter'],
		title: 'zoom',
		help: 'Show the selected agent on the whole screen, or two to four marked agents side by side.',
		group: 'Read',
		screens: tableScreens,
		footer: 20,
		disabledReason: whyNothingSelected,
		run: ({selected, targets, dispatch}) => {
			const [first] = targets;

			// The selected agent must be one of those shown, because keys go to it.
			if (first && !targets.includes(selected ?? first)) {
				dispatch({type: 'selected', agent: first.id});
			}

			dispatch({type: 'view-opened', view: 'zoom'});
		},
	},
	{
		id: 'unzoom',
		keys: ['esc', 'enter'],
		title: 'back',
		help: 'Go back to the table.',
		group: 'Read',
		screens: ['zoom', 'zoom-request', 'why', 'diff'],
		footer: 20,
		run: ({dispatch}) => dispatch({type: 'view-opened', view: 'main'}),
	},
	{
		id: 'unzoom-question',
		keys: ['esc'],
		title: 'back',
		help: 'Go back to the table; the question stays open.',
		group: 'Read',
		screens: ['zoom-question'],
		footer: 20,
		run: ({dispatch}) => dispatch({type: 'view-opened', view: 'main'}),
	},
	{
		id: 'why',
		keys: ['w'],
		title: 'why',
		help: 'Show why the agent is in its status: what happened, and what happens next.',
		group: 'Read',
		screens: agentScreens,
		footer: 22,
		disabledReason: whyNothingSelected,
		run: ({state, dispatch}) => dispatch({type: 'view-opened', view: state.ui.view === 'why' ? 'main' : 'why'}),
	},
	{
		id: 'thinking',
		keys: ['t'],
		title: 'thinking',
		help: 'Switch between all thinking, one line of it, and none.',
		group: 'Read',
		screens: [...tableScreens, ...zoomScreens],
		footer: 23,
		disabledReason: whyNothingSelected,
		run: ({dispatch}) => dispatch({type: 'thinking-switched'}),
	},
	{
		id: 'unfold',
		keys: ['u'],
		title: 'unfold',
		help: 'Show or hide the input and output of tool calls, and whole prompts.',
		group: 'Read',
		screens: [...tableScreens, ...zoomScreens],
		footer: 24,
		disabledReason: whyNothingSelected,
		label: ({state}) => (state.ui.areToolsUnfolded ? 'fold' : 'unfold'),
		run: ({dispatch}) => dispatch({type: 'tools-toggled'}),
	},
	{
		id: 'pager',
		keys: ['v'],
		title: 'pager',
		help: 'Open the transcript in $PAGER.',
		group: 'Read',
		screens: agentScreens,
		disabledReason: ({selected}) => (selected && selected.attempts > 0 ? undefined : 'It has no output yet.'),
		run: ({selected, page}) => selected && page(selected.id),
	},
	{
		id: 'edit-story',
		keys: ['E'],
		title: 'edit story',
		help: "Edit the story's file in $EDITOR.",
		group: 'Read',
		screens: agentScreens,
		disabledReason: ({selected}) => (selected?.isListed ? undefined : 'Its story file is gone.'),
		run: ({selected, editStory}) => selected && editStory(selected.story),
	},
	{
		id: 'shell',
		keys: ['!'],
		title: 'shell',
		help: 'Open $SHELL in the folder where the agent works; `exit` goes back to the dashboard.',
		group: 'Read',
		screens: agentScreens,
		disabledReason: ({selected}) => (selected?.cwd === undefined ? 'It has no folder yet: it has not run.' : undefined),
		run: ({selected, openShell}) => selected && openShell(selected.id),
	},
	{
		id: 'create-story',
		keys: ['c'],
		title: 'new story',
		help: 'Write a new story in $EDITOR.',
		group: 'Table',
		screens: [...tableScreens, 'empty'],
		footer: 26,
		run: ({dispatch}) =>
			dispatch({type: 'modal-opened', modal: {kind: 'input', purpose: {kind: 'story'}, text: '', cursor: 0}}),
	},
	{
		id: 'copy-session',
		keys: ['C'],
		title: 'copy session',
		help: 'Copy the session id to the clipboard, through ssh and tmux.',
		group: 'Read',
		screens: agentScreens,
		disabledReason: ({selected}) => (selected?.session ? undefined : 'It has no session yet.'),
		run: ({selected, copy}) => selected?.session && copy(selected.session, 'session id'),
	},
	{
		id: 'copy-branch',
		keys: ['B'],
		title: 'copy branch',
		help: 'Copy the name of the branch to the clipboard.',
		group: 'Read',
		screens: agentScreens,
		disabledReason: ({selected}) => (selected?.branch ? undefined : 'It has no branch.'),
		run: ({selected, copy}) => selected?.branch && copy(selected.branch, 'branch'),
	},
	{
		id: 'copy-answer',
		keys: ['A'],
		title: 'copy answer',
		help: 'Copy the last message of the agent to the clipboard.',
		group: 'Read',
		screens: agentScreens,
		disabledReason: context => (lastAnswer(context) ? undefined : 'It has no output yet.'),
		run: context => context.copy(lastAnswer(context) ?? '', 'last answer'),
	},
];

function whyNothingSelected({selected}: KeyContext): string | undefined {
	return selected ? undefined : 'No row is selected.';
}

function lastAnswer({pane}: KeyContext): string | undefined {
	const entry = pane?.entries.findLast(({kind}) => kind === 'output');
	return entry?.kind === 'output' ? entry.text : undefined;
}
