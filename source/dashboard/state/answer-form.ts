import type {Question, QuestionAnswer} from '../../core/fleet/permission.ts';

/** The answers to a request's questions while a person chooses them: one page for each question. */
export type AnswerForm = {
	readonly requestId: string;
	readonly page: number;
	/** The row of the page: an option, or the row after the last option for an answer in one's own words. */
	readonly cursor: number;
	/** By question; a question without an entry has no answer yet. */
	readonly answers: readonly QuestionAnswer[];
};

export function newForm(requestId: string): AnswerForm {
	return {requestId, page: 0, cursor: 0, answers: []};
}

/** The answer to the question of the page, so far. */
export function currentAnswer({answers, page}: AnswerForm): QuestionAnswer {
	return answers[page] ?? [];
}

/** The text of one's own among the answers to a question; `undefined` if there is none. */
export function ownText({options}: Question, answer: QuestionAnswer): string | undefined {
	return answer.find(text => !options.some(({label}) => label === text));
}

/** Rows of a question's page. */
export function countRows({options, typed}: Question): number {
	return options.length + (typed === undefined ? 0 : 1);
}

export function moveCursor(form: AnswerForm, question: Question, by: number): AnswerForm {
	return {...form, cursor: Math.max(0, Math.min(countRows(question) - 1, form.cursor + by))};
}

export function turnPage(form: AnswerForm, questions: readonly Question[], by: number): AnswerForm {
	const page = Math.max(0, Math.min(questions.length - 1, form.page + by));
	return page === form.page ? form : {...form, page, cursor: 0};
}

/** Chooses an option. Of a question that takes several, it is added or taken away. */
export function choose(form: AnswerForm, {isMultiple}: Question, label: string): AnswerForm {
	const chosen = currentAnswer(form);
	const others = chosen.filter(text => text !== label);
	return withAnswer(form, isMultiple ? (others.length < chosen.length ? others : [...chosen, label]) : [label]);
}

/** Answers in one's own words; an empty text takes such an answer away. */
export function write(form: AnswerForm, question: Question, text: string): AnswerForm {
	const labels = currentAnswer(form).filter(answer => question.options.some(({label}) => label === answer));
	return withAnswer(form, [...(question.isMultiple ? labels : []), ...(text === '' ? [] : [text])]);
}

function withAnswer(form: AnswerForm, answer: QuestionAnswer): AnswerForm {
	const answers = Array.from({length: Math.max(form.answers.length, form.page + 1)}, (_, index) =>
		index === form.page ? answer : (form.answers[index] ?? []),
	);
	return {...form, answers};
}
