import type {InputPurpose, Modal} from '../state/ui-state.ts';
import type {Binding, KeyContext} from './binding.ts';
import {breakLine, type EditedText, moveLine, toCleanLines} from './edit-text.ts';
import {searchFor} from './search-keys.ts';

type Prompt = Extract<Modal, {kind: 'input'}>;

/** Keys of a prompt that do more than edit a line: line breaks, history and the editor. */
export const promptKeys: readonly Binding[] = [
	{
		id: 'break-line',
		keys: ['alt-enter', 'ctrl-j'],
		title: 'new line',
		help: 'Begin a new line in a message, a reason or an answer.',
		group: 'Towline',
		screens: ['input'],
		run: context => {
			const prompt = promptOf(context);

			if (prompt && hasLines(prompt.purpose)) {
				changeText(context, breakLine(prompt));
			}
		},
	},
	{
		id: 'recall-earlier',
		keys: ['up', 'ctrl-p'],
		title: 'earlier text',
		help: 'Go to the line above, or to what you typed into such a prompt before.',
		group: 'Towline',
		screens: ['input'],
		run: context => moveOrRecall(context, -1),
	},
	{
		id: 'recall-later',
		keys: ['down', 'ctrl-n'],
		title: 'later text',
		help: 'Go to the line below, or to what you typed after it.',
		group: 'Towline',
		screens: ['input'],
		run: context => moveOrRecall(context, 1),
	},
	{
		id: 'edit-text',
		keys: ['ctrl-e'],
		title: 'editor',
		help: 'Write the text in $EDITOR; it comes back into the prompt.',
		group: 'Towline',
		screens: ['input'],
		footer: 3,
		disabledReason: context =>
			hasLines(promptOf(context)?.purpose) ? undefined : 'Only a message, a reason or an answer opens in the editor.',
		run: context => {
			const prompt = promptOf(context);

			if (prompt) {
				context.editText(prompt.text, written => {
					const text = toCleanLines(written).replace(/\n+$/, '');
					changeText(context.latest(), {text, cursor: text.length});
				});
			}
		},
	},
];

/** Whether a text for this can have several lines. */
export function hasLines(purpose: InputPurpose | undefined): boolean {
	return purpose?.kind === 'message' || purpose?.kind === 'deny' || purpose?.kind === 'answer';
}

/** Changes the text that is being typed; a filter and a search follow it at once. */
export function changeText(context: KeyContext, edited: EditedText): void {
	const {dispatch} = context;
	const prompt = promptOf(context);
	dispatch({type: 'typed', ...edited});

	if (prompt?.purpose.kind === 'filter') {
		dispatch({type: 'filtered', filter: edited.text});
	} else if (prompt?.purpose.kind === 'search') {
		searchFor(context.latest(), edited.text, prompt.purpose.from);
	}
}

function promptOf({state}: KeyContext): Prompt | undefined {
	const {modal} = state.ui;
	return modal?.kind === 'input' ? modal : undefined;
}

/** Goes a line up or down; at the first and last line, through the texts that were accepted before. */
function moveOrRecall(context: KeyContext, by: -1 | 1): void {
	const prompt = promptOf(context);
	const moved = prompt && moveLine(prompt, by);

	if (!prompt || moved) {
		moved && context.dispatch({type: 'typed', ...moved});
		return;
	}

	const {history} = context.state.ui;
	const texts = history[prompt.purpose.kind] ?? [];
	const {index, draft} = prompt.recalled ?? {index: texts.length, draft: prompt.text};
	const next = index + by;
	const text = next === texts.length ? draft : texts[next];

	if (text !== undefined) {
		context.dispatch({type: 'text-recalled', recalled: {index: next, draft}});
		changeText(context.latest(), {text, cursor: text.length});
	}
}
