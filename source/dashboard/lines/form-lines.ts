import type {Permission, Question} from '../../core/fleet/permission.ts';
import {questionsOf} from '../../core/fleet/questions.ts';
import {showHidden} from '../../stream/sanitize.ts';
import {blank, type Line, lineOf} from '../line.ts';
import {type AnswerForm, currentAnswer, ownText} from '../state/answer-form.ts';
import {wrap} from '../text/wrap.ts';
import {markHidden} from './hidden-marks.ts';

/** The page of a form, and the line of it that must be in sight. */
export type FormLines = {readonly lines: readonly Line[]; readonly cursorLine: number};

/** One question with its options, below what the form as a whole says. */
export function toFormLines(request: Permission, form: AnswerForm, columns: number): FormLines {
	const question = questionsOf(request)[form.page];
	const intro = introOf(request).flatMap(text => textLines(text, columns));

	if (!question) {
		return {lines: intro, cursorLine: 0};
	}

	const asked = textLines(`${question.header === '' ? '' : `${question.header}: `}${question.text}`, columns);
	const rows = toRows(question, form, columns);
	const head = [...intro, ...(intro.length > 0 ? [blank] : []), ...asked];
	const before = rows.slice(0, form.cursor).flat().length;
	return {lines: [...head, ...rows.flat()], cursorLine: head.length + before + (rows[form.cursor]?.length ?? 1) - 1};
}

function introOf({subject}: Permission): readonly string[] {
	return subject.kind === 'form' ? [subject.message, ...(subject.url === undefined ? [] : [subject.url])] : [];
}

function toRows(question: Question, form: AnswerForm, columns: number): readonly (readonly Line[])[] {
	const {options, isMultiple, typed} = question;
	const answer = currentAnswer(form);
	const own = ownText(question, answer);
	const labels = Math.min(24, Math.max(0, ...options.map(({label}) => label.length)));
	const rows = options.map(({label, description}, index) =>
		toRow({
			number: index + 1,
			isCurrent: form.cursor === index,
			isChosen: answer.includes(label),
			isMultiple,
			text: `${label.padEnd(labels)}  ${description.replaceAll('\n', ' ')}`.trimEnd(),
			columns,
		}),
	);
	const otherwise = options.length > 0 ? 'Something else' : typedWords[typed ?? 'text'];
	return typed === undefined
		? rows
		: [
				...rows,
				toRow({
					number: options.length + 1,
					isCurrent: form.cursor === options.length,
					isChosen: own !== undefined,
					isMultiple,
					text: `${otherwise}: ${own ?? ''}`,
					columns,
				}),
			];
}

const typedWords = {text: 'Text', number: 'Number', integer: 'Whole number'} as const;

type Row = {
	readonly number: number;
	readonly isCurrent: boolean;
	readonly isChosen: boolean;
	readonly isMultiple: boolean;
	readonly text: string;
	readonly columns: number;
};

function toRow({number, isCurrent, isChosen, isMultiple, text, columns}: Row): readonly Line[] {
	const mark = isMultiple ? (isChosen ? '[x] ' : '[ ] ') : isChosen ? '* ' : '  ';
	const start = `  ${isCurrent ? '›' : ' '} ${String(number).padStart(2)}  ${mark}`;
	const look = isCurrent ? {bold: true} : {};
	return wrap(showHidden(text), columns - start.length - 2).map((part, index) => [
		{text: index === 0 ? start : ' '.repeat(start.length), ...look},
		...markHidden(part, look),
	]);
}

function textLines(text: string, columns: number): readonly Line[] {
	return text === ''
		? []
		: wrap(showHidden(text), columns - 4).map(part => [...lineOf('  '), ...markHidden(part, {bold: true})]);
}
