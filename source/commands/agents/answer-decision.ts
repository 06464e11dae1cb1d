import {TowlineError} from '../../core/errors.ts';
import type {Permission, PermissionDecision, Question, QuestionAnswer} from '../../core/fleet/permission.ts';
import {questionsOf} from '../../core/fleet/questions.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import {type Invocation, textOption} from '../invocation.ts';

/**
 * The answer that the arguments and options of `towline answer` give; `undefined` if they give none, to see the request.
 * Throws `USAGE`.
 */
export function toDecision(invocation: Invocation, permission: Permission): PermissionDecision | undefined {
	const {args, options} = invocation;
	const [, word, ...reason] = args;
	const comment = textOption(invocation, 'comment') ?? (reason.join(' ') || undefined);

	if (options.choose !== undefined || options.text !== undefined) {
		return {kind: 'answer', answers: toAnswers(questionsOf(permission), invocation)};
	}

	switch (word) {
		case 'allow':
			return {kind: 'allow', ...toChange(invocation), always: options.always === true};
		case 'deny':
			return {kind: 'deny', message: comment ?? 'The user denied this.'};
		case 'cancel':
			return {kind: 'cancel'};
		case undefined: {
			const change = toChange(invocation);

			if (change.edited !== undefined || change.input !== undefined) {
				return {kind: 'allow', ...change, always: options.always === true};
			}

			return comment === undefined ? undefined : {kind: 'deny', message: comment};
		}

		default:
			throw notAnAnswer(word);
	}
}

/** Throws `USAGE` for a decision that `towline answer` does not know, and for what does not belong to it. */
export function checkDecision({args: [, word, ...reason], options}: Pick<Invocation, 'args' | 'options'>): void {
	if (word !== undefined && !['allow', 'deny', 'cancel'].includes(word)) {
		throw notAnAnswer(word);
	}

	if (word === 'allow') {
		refuseReason(reason.join(' '));
	} else if (word !== undefined) {
		refuseAlways({options});
	}
}

function notAnAnswer(word: string): TowlineError {
	return new TowlineError('USAGE', `"${toOneLine(word)}" is not an answer.`, {
		hint: 'Use "allow", "deny" or "cancel", or answer a question with --choose or --text.',
	});
}

/** The agent is told why it was denied something, not why it was allowed. */
function refuseReason(reason: string): void {
	if (reason !== '') {
		throw new TowlineError('USAGE', `"allow" takes no reason, so "${toOneLine(reason)}" is too much.`, {
			hint: 'To tell the agent something, send it with `towline message`.',
		});
	}
}

function refuseAlways({options}: Pick<Invocation, 'options'>): void {
	if (options.always) {
		throw new TowlineError('USAGE', '--always belongs to "allow", not to "deny".', {
			hint: 'To deny something always, add a [[permission]] rule to towline.toml.',
		});
	}
}

function toChange(invocation: Invocation): {readonly edited?: string; readonly input?: unknown} {
	const edited = textOption(invocation, 'edit');
	const input = textOption(invocation, 'input');

	if (edited !== undefined && input !== undefined) {
		throw new TowlineError('USAGE', '--edit and --input exclude each other.', {
			hint: '--edit replaces the command, path or address; --input the whole input, as JSON.',
		});
	}

	return {
		...(edited === undefined ? {} : {edited}),
		...(input === undefined ? {} : {input: readJson(input)}),
	};
}

function readJson(text: string): unknown {
	let value: unknown;

	try {
		value = JSON.parse(text);
	} catch {
		// Told below, like JSON that is no object.
	}

	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new TowlineError('USAGE', 'The value of --input is not a JSON object.', {
			hint: `Example: --input '{"command": "npm test"}'.`,
		});
	}

	return value;
}

/** Choices go to the questions in their order, `-` leaves one out; texts go to those that are then without an answer. */
function toAnswers(questions: readonly Question[], {options}: Invocation): readonly QuestionAnswer[] {
	const choices = toList(options.choose);
	const texts = [...toList(options.text)];

	if (choices.length > questions.length) {
		throw new TowlineError('USAGE', `There are ${questions.length} questions and ${choices.length} choices.`, {
			hint: 'Give one --choose value for each question; separate several options of one question by commas.',
		});
	}

	const answers = questions.map((question, index) => {
		const choice = choices[index];
		const text = choice === undefined || choice === '-' ? texts.shift() : undefined;
		return text !== undefined ? [text] : toChosen(question, choice);
	});

	if (texts.length > 0) {
		throw new TowlineError('USAGE', `There is no question left for the text "${toOneLine(texts[0] ?? '')}".`, {
			hint: '`towline answer <story>` shows the questions.',
		});
	}

	return answers;
}

/** An option is given by its number, its label or the start of its label. */
function toChosen({options}: Question, choice: string | undefined): QuestionAnswer {
	if (choice === undefined || choice === '-' || choice === '') {
		return [];
	}

	if (options.some(({label}) => label === choice)) {
		return [choice];
	}

	return choice.split(',').map(part => {
		const wanted = part.trim();
		const matches = options.filter(
			({label}, index) => String(index + 1) === wanted || label.toLowerCase().startsWith(wanted.toLowerCase()),
		);
		const exact =
			matches.find(({label}) => label === wanted) ?? (/^\d+$/.test(wanted) ? options[Number(wanted) - 1] : undefined);
		const chosen = exact ?? (matches.length === 1 ? matches[0] : undefined);

		if (!chosen) {
			throw new TowlineError('USAGE', `"${toOneLine(wanted)}" is not one of the options.`, {
				hint: `The options are: ${options.map(({label}, index) => `${index + 1} ${toOneLine(label)}`).join(', ')}.`,
			});
		}

		return chosen.label;
	});
}

function toList(value: unknown): readonly string[] {
	return Array.isArray(value) ? value.map(String) : [];
}
