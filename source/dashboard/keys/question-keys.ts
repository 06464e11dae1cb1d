import type {PermissionDecision, Question} from '../../core/fleet/permission.ts';
import {answerProblem, answersProblem, questionsOf} from '../../core/fleet/questions.ts';
import {isGuarded, selectForm} from '../selectors/request.ts';
import {
	type AnswerForm,
	choose,
	countRows,
	currentAnswer,
	moveCursor,
	ownText,
	turnPage,
	write,
} from '../state/answer-form.ts';
import {type Binding, formScreens, type KeyContext} from './binding.ts';
import {answer, whyNotAnswer} from './request-keys.ts';

const common = {group: 'Answer', screens: formScreens} as const;
/** They are in the help only: beside the request there is no room for them. */
const moving = {group: 'Move', screens: formScreens} as const;

/** Answers to the questions of an agent, and to the form of an MCP server. */
export const questionKeys: readonly Binding[] = [
	{
		...common,
		id: 'answer-question',
		keys: ['enter'],
		title: 'answer',
		help: 'Choose the option under the cursor, and go to the next question; after the last one send the answers.',
		label: ({request, state}) =>
			(selectForm(state)?.page ?? 0) + 1 < (request ? questionsOf(request).length : 1) ? 'next' : 'answer',
		disabledReason: whyNotNow,
		run: accept,
	},
	{
		...common,
		id: 'mark-option',
		keys: ['space'],
		title: 'mark',
		help: 'Mark the option under the cursor, or remove its mark.',
		disabledReason: context =>
			questionOf(context)?.isMultiple ? whyNotNow(context) : 'Only one option can be chosen, with Enter.',
		run: context => inForm(context, (form, question) => pickRow(context, {form, question, row: form.cursor})),
	},
	...Array.from(
		{length: 9},
		(_, index): Binding => ({
			...moving,
			id: `option-${index + 1}`,
			keys: [String(index + 1)],
			title: `option ${index + 1}`,
			help: `Choose option ${index + 1} and go on; where several can be chosen, mark it or remove its mark.`,
			disabledReason: context =>
				index < countRows(questionOf(context) ?? noQuestion) ? whyNotNow(context) : 'There is no such option.',
			run: context => inForm(context, (form, question) => pickRow(context, {form, question, row: index})),
		}),
	),
	move('option-down', 'down', 'Go to the next option.', 1),
	move('option-up', 'up', 'Go to the previous option.', -1),
	turn('next-question', 'right', 'Go to the next question.', 1),
	turn('previous-question', 'left', 'Go to the previous question.', -1),
	{
		...common,
		id: 'not-answered',
		keys: ['n'],
		title: 'do not answer',
		help: 'Do not answer the questions; decline the form.',
		label: ({request}) => (request?.subject.kind === 'form' ? 'decline' : 'do not answer'),
		disabledReason: context => whyNotAnswer(context, decline),
		run: context => answer(context, decline),
	},
	{
		...common,
		id: 'tell-instead',
		keys: ['N'],
		title: 'tell it something else',
		help: 'Do not answer the questions, and tell the agent something else.',
		disabledReason: context =>
			context.request?.subject.kind === 'form'
				? 'An MCP server takes no message, only its form.'
				: whyNotAnswer(context, decline),
		run: ({selected, request, dispatch}) =>
			selected &&
			request &&
			dispatch({
				type: 'modal-opened',
				modal: {
					kind: 'input',
					purpose: {kind: 'deny', agent: selected.id, requestId: request.requestId},
					text: '',
					cursor: 0,
				},
			}),
	},
	{
		...common,
		id: 'cancel-form',
		keys: ['X'],
		title: 'cancel the form',
		help: 'Close the form of an MCP server, neither accepted nor declined.',
		disabledReason: context => whyNotAnswer(context, {kind: 'cancel'}),
		run: context => answer(context, {kind: 'cancel'}),
	},
];

const decline: PermissionDecision = {kind: 'deny', message: 'The user does not want to answer.'};
const noQuestion: Question = {
	header: '',
	text: '',
	options: [],
	isMultiple: false,
	typed: undefined,
	isRequired: false,
};

function move(id: string, key: string, help: string, by: number): Binding {
	return {
		...moving,
		id,
		keys: [key],
		title: by > 0 ? 'down' : 'up',
		help,
		run: context =>
			inForm(context, (form, question) =>
				context.dispatch({type: 'form-changed', form: moveCursor(form, question, by)}),
			),
	};
}

function turn(id: string, key: string, help: string, by: number): Binding {
	return {
		...common,
		id,
		keys: [key],
		title: by > 0 ? 'next question' : 'previous question',
		help,
		disabledReason: ({state, request}) => {
			const form = selectForm(state);
			const questions = request ? questionsOf(request) : [];
			return form && turnPage(form, questions, by) !== form ? undefined : 'There is no other question.';
		},
		run: context =>
			inForm(context, form =>
				context.dispatch({
					type: 'form-changed',
					form: turnPage(form, context.request ? questionsOf(context.request) : [], by),
				}),
			),
	};
}

function inForm(context: KeyContext, act: (form: AnswerForm, question: Question) => void): void {
	const form = selectForm(context.state);
	const question = questionOf(context);

	if (form && question) {
		act(form, question);
	}
}

function questionOf({state, request}: KeyContext): Question | undefined {
	return request && questionsOf(request)[selectForm(state)?.page ?? 0];
}

type Pick = {readonly form: AnswerForm; readonly question: Question; readonly row: number};

/** Marks a row. The row for one's own words asks for them. */
function pickRow(context: KeyContext, {form, question, row}: Pick): void {
	const option = question.options[row];
	const at = {...form, cursor: row};

	if (!option) {
		askForText(context, {form: at, question, row});
		return;
	}

	const chosen = choose(at, question, option.label);

	if (question.isMultiple) {
		context.dispatch({type: 'form-changed', form: chosen});
	} else {
		goOn(context, chosen);
	}
}

function askForText({selected, request, dispatch}: KeyContext, {form, question}: Pick): void {
	const text = ownText(question, currentAnswer(form)) ?? '';

	if (selected && request) {
		dispatch({type: 'form-changed', form});
		dispatch({
			type: 'modal-opened',
			modal: {
				kind: 'input',
				purpose: {kind: 'answer', agent: selected.id, requestId: request.requestId},
				text,
				cursor: text.length,
			},
		});
	}
}

/** Takes what is marked, or the row under the cursor, and goes on. */
function accept(context: KeyContext): void {
	const form = selectForm(context.state);
	const question = questionOf(context);

	if (!form || !question) {
		goOn(context, form);
		return;
	}

	const option = question.options[form.cursor];
	const isMarked = currentAnswer(form).length > 0;

	if (!option && (!isMarked || ownText(question, currentAnswer(form)) === undefined)) {
		askForText(context, {form, question, row: form.cursor});
	} else {
		goOn(context, !option || (question.isMultiple && isMarked) ? form : choose(form, question, option.label));
	}
}

/** An answer in one's own words was typed. */
export function acceptText(context: KeyContext, text: string): void {
	const form = selectForm(context.state);
	const question = questionOf(context);

	if (!form || !question) {
		return;
	}

	const written = write(form, question, text);

	if (question.isMultiple && text !== '') {
		context.dispatch({type: 'form-changed', form: written});
	} else {
		goOn(context, written);
	}
}

/** To the next question; after the last one the answers are sent, unless one is missing or wrong. */
function goOn({request, state, selected, send, dispatch}: KeyContext, form: AnswerForm | undefined): void {
	if (!request || !selected || isGuarded(state)) {
		return;
	}

	const questions = questionsOf(request);
	const answers = questions.map((_, index) => form?.answers[index] ?? []);
	const current = form && questions[form.page];
	const problem = current && answerProblem(current, answers[form.page] ?? []);

	if (form && problem !== undefined) {
		dispatch({type: 'form-changed', form});
		dispatch({type: 'toast-shown', toast: {level: 'warning', text: `This is no answer: ${problem}.`}});
	} else if (form && form.page + 1 < questions.length) {
		dispatch({type: 'form-changed', form: turnPage(form, questions, 1)});
	} else {
		const missing = answersProblem(questions, answers);

		if (missing === undefined) {
			const {requestId} = request;
			send([{type: 'answer', agent: selected.id, requestId, decision: {kind: 'answer', answers}}]);
		} else {
			dispatch({type: 'toast-shown', toast: {level: 'warning', text: missing}});
		}
	}
}

function whyNotNow(context: KeyContext): string | undefined {
	return whyNotAnswer(context, decline);
}
