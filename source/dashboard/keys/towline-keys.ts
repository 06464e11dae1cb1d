import type {ThemeName} from '../theme.ts';
import {agentScreens, allScreens, type Binding, bareScreens, helpScreens, type KeyContext} from './binding.ts';

/** Every screen on which no prompt and no question is open. */
const quitScreens = allScreens.filter(screen => !screen.startsWith('confirm-'));

/** Help, quitting and confirmations. */
export const towlineKeys: readonly Binding[] = [
	{
		id: 'help',
		keys: ['?'],
		title: 'help',
		help: 'Show every key of this screen.',
		group: 'Towline',
		screens: [...agentScreens, 'find', 'empty'],
		footer: 30,
		run: ({dispatch}) => dispatch({type: 'help-scrolled', top: 0}),
	},
	{
		id: 'help-down',
		keys: ['j', 'down', 'pgdn', 'space'],
		title: 'down',
		help: 'Scroll the help down.',
		group: 'Towline',
		screens: helpScreens,
		run: context => scrollHelp(context, 8),
	},
	{
		id: 'help-up',
		keys: ['k', 'up', 'pgup'],
		title: 'up',
		help: 'Scroll the help up.',
		group: 'Towline',
		screens: helpScreens,
		run: context => scrollHelp(context, -8),
	},
	{
		id: 'close-help',
		keys: ['esc', '?', 'q', 'enter'],
		title: 'close',
		help: 'Close the help.',
		group: 'Towline',
		screens: ['help'],
		footer: 10,
		run: ({dispatch}) => dispatch({type: 'help-closed'}),
	},
	{
		id: 'confirm-kill',
		keys: ['x', 'y', 'enter'],
		title: 'kill',
		help: 'Confirm: kill.',
		group: 'Towline',
		screens: ['confirm-kill'],
		footer: 1,
		run: runConfirmed,
	},
	{
		id: 'confirm-down',
		keys: ['Q', 'y', 'enter'],
		title: 'end everything',
		help: 'Confirm: end all agents and the supervisor.',
		group: 'Towline',
		screens: ['confirm-down'],
		footer: 1,
		run: ({dispatch, down}) => {
			dispatch({type: 'modal-closed'});
			down();
		},
	},
	{
		id: 'confirm-start',
		keys: ['s', 'y', 'enter'],
		title: 'start afresh',
		help: 'Confirm: start the story in a new session.',
		group: 'Towline',
		screens: ['confirm-start'],
		footer: 1,
		run: runConfirmed,
	},
	{
		id: 'cancel',
		keys: ['n', 'esc', 'q', 'ctrl-c'],
		title: 'no',
		help: 'Cancel.',
		group: 'Towline',
		screens: ['confirm-kill', 'confirm-down', 'confirm-start'],
		footer: 2,
		run: ({dispatch}) => dispatch({type: 'modal-closed'}),
	},
	{
		id: 'retry',
		keys: ['r'],
		title: 'try again',
		help: 'Connect to the supervisor again.',
		group: 'Towline',
		screens: ['refused'],
		footer: 1,
		run: ({reconnect}) => reconnect(),
	},
	{
		id: 'down-all',
		keys: ['Q'],
		title: 'end everything',
		help: 'End all agents and the supervisor, then quit; asks first.',
		group: 'Towline',
		screens: [...agentScreens, 'empty'],
		run: ({state, dispatch}) => {
			const live = Object.values(state.fleet.agents).filter(({phase}) => 'live' in phase).length;
			const agents = live === 0 ? '' : live === 1 ? ' and the running agent' : ` and ${live} running agents`;
			dispatch({
				type: 'modal-opened',
				modal: {kind: 'confirm', question: `End the supervisor${agents}?`, task: {kind: 'down'}},
			});
		},
	},
	{
		id: 'theme',
		keys: ['T'],
		title: 'theme',
		help: 'Switch to the next theme: dark, light, no colour.',
		group: 'Towline',
		screens: agentScreens,
		run: ({state, dispatch}) => dispatch({type: 'theme-chosen', theme: nextTheme[state.ui.theme ?? 'dark']}),
	},
	{
		id: 'mouse',
		keys: ['M'],
		title: 'mouse',
		help: 'Switch the mouse off, so that the terminal selects text, or on: click rows and column titles, scroll with the wheel.',
		group: 'Towline',
		screens: agentScreens,
		run: ({state, dispatch}) => {
			dispatch({type: 'mouse-switched'});
			const text = state.ui.isMouseOn ? 'The mouse is off: the terminal selects text.' : 'The mouse is on.';
			dispatch({type: 'toast-shown', toast: {level: 'info', text}});
		},
	},
	{
		id: 'quit',
		keys: ['q'],
		title: 'quit',
		help: 'Quit the dashboard; agents continue. A demo ends and is removed.',
		group: 'Towline',
		screens: [...agentScreens, 'find', ...bareScreens],
		footer: 31,
		label: ({leaving}) => (leaving === 'demo-ends' ? 'end demo' : 'quit'),
		run: ({leave}) => leave(),
	},
	{
		id: 'interrupt',
		keys: ['ctrl-c'],
		title: 'quit',
		help: 'Quit the dashboard; agents continue. In a prompt or a question it cancels.',
		group: 'Towline',
		screens: quitScreens,
		run: ({leave}) => leave(),
	},
	{
		id: 'suspend',
		keys: ['ctrl-z'],
		title: 'suspend',
		help: 'Suspend the dashboard; fg in the shell continues it.',
		group: 'Towline',
		screens: [...allScreens, 'input'],
		run: ({suspend}) => suspend(),
	},
	{
		id: 'redraw',
		keys: ['ctrl-l'],
		title: 'redraw',
		help: 'Draw the screen again after another program wrote to the terminal.',
		group: 'Towline',
		screens: [...allScreens, 'input'],
		run: ({redraw}) => redraw(),
	},
];

const nextTheme: Readonly<Record<ThemeName, ThemeName>> = {dark: 'light', light: 'none', none: 'dark'};

function scrollHelp({state, help, dispatch}: KeyContext, by: number): void {
	const last = help ? Math.max(0, help.lines.length - help.height) : 0;
	dispatch({type: 'help-scrolled', top: Math.max(0, Math.min(last, (state.ui.helpTop ?? 0) + by))});
}

/** Sends the commands that the question was about. */
function runConfirmed({state, dispatch, send}: KeyContext): void {
	const {modal} = state.ui;
	dispatch({type: 'modal-closed'});

	if (modal?.kind === 'confirm' && modal.task.kind !== 'down') {
		send(modal.task.commands);
	}
}
