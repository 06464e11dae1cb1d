import type {Permission, Question, QuestionAnswer} from './permission.ts';

/** The questions of a request; none if it asks for something else. */
export function questionsOf({subject}: Pick<Permission, 'subject'>): readonly Question[] {
	return subject.kind === 'question' || subject.kind === 'form' ? subject.questions : [];
}

/** Why these answers cannot be sent, as a sentence; `undefined` when they can. */
export function answersProblem(questions: readonly Question[], answers: readonly QuestionAnswer[]): string | undefined {
	if (answers.length > questions.length) {
		return `There are ${questions.length} questions and ${answers.length} answers.`;
	}

	for (const [index, question] of questions.entries()) {
		const problem = answerProblem(question, answers[index] ?? []);

		if (problem !== undefined) {
			return questions.length === 1 ? `${problem}.` : `Question ${index + 1}: ${problem}.`;
		}
	}

	return undefined;
}

/** Why this is no answer to this question, without a full stop; `undefined` when it is one. */
export function answerProblem(
	{options, isMultiple, typed, isRequired}: Question,
	answer: QuestionAnswer,
): string | undefined {
	if (answer.length === 0) {
		return isRequired ? 'it needs an answer' : undefined;
	}

	if (answer.length > 1 && !isMultiple) {
		return 'it takes one answer only';
	}

	const others = answer.filter(text => !options.some(({label}) => label === text));

	if (typed === undefined && others.length > 0) {
		return `"${others[0]}" is not one of its options`;
	}

	const isNumber = typed === 'integer' ? (text: string) => /^\s*[+-]?\d+\s*$/.test(text) : isFiniteNumber;
	return typed !== undefined && typed !== 'text' && !others.every(isNumber)
		? `"${others[0]}" is not ${typed === 'integer' ? 'a whole number' : 'a number'}`
		: undefined;
}

function isFiniteNumber(text: string): boolean {
	return text.trim() !== '' && Number.isFinite(Number(text));
}

/** Answers in words, for the log. */
export function formatAnswers(answers: readonly QuestionAnswer[]): string {
	return answers.map(answer => (answer.length === 0 ? 'no answer' : answer.join(', '))).join('; ');
}
