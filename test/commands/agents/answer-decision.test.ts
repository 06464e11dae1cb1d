import {expect, test} from 'vitest';
import {toDecision} from '../../../source/commands/agents/answer-decision.ts';
import type {Invocation} from '../../../source/commands/invocation.ts';
import type {Permission, Question} from '../../../source/core/fleet/permission.ts';
import {permission} from '../../core/given.ts';

const question = (labels: readonly string[], isMultiple = false): Question => ({
	header: '',
	text: 'Which?',
	options: labels.map(label => ({label, description: ''})),
	isMultiple,
	typed: 'text',
	isRequired: true,
});

const asking: Permission = {
	...permission(),
	subject: {kind: 'question', questions: [question(['Red', 'Blue']), question(['A', 'B', 'AB'], true)]},
};

function decisionOf(words: readonly string[], options: Invocation['options'] = {}, asked = asking) {
	return toDecision(
		{
			cwd: '/',
			env: {},
			args: ['42', ...words],
			options,
			print: async () => {},
			note: async () => {},
			detail: () => {},
			printError: () => {},
			terminal: undefined,
		},
		asked,
	);
}

test.for([
	[['allow'], {}, {kind: 'allow', always: false}],
	[['allow'], {edit: 'npm test'}, {kind: 'allow', edited: 'npm test', always: false}],
	[[], {edit: 'npm test', always: true}, {kind: 'allow', edited: 'npm test', always: true}],
	[['allow'], {input: '{"command":"ls"}'}, {kind: 'allow', input: {command: 'ls'}, always: false}],
	[['deny', 'Not', 'here.'], {}, {kind: 'deny', message: 'Not here.'}],
	[[], {comment: 'Split step 2.'}, {kind: 'deny', message: 'Split step 2.'}],
	[['cancel'], {}, {kind: 'cancel'}],
	[[], {}, undefined],
] as const)('%j with %j', ([words, options, decision]) => {
	expect(decisionOf(words, options, permission())).toEqual(decision);
});

test.for([
	[{choose: ['2', '1,3']}, [['Blue'], ['A', 'AB']]],
	[{choose: ['bl', 'B']}, [['Blue'], ['B']]],
	[{choose: ['Red'], text: ['none of them']}, [['Red'], ['none of them']]],
	[{choose: ['-', 'A'], text: ['Teal, please']}, [['Teal, please'], ['A']]],
	[{text: ['Teal']}, [['Teal'], []]],
] as const)('%j answers the questions in their order', ([options, answers]) => {
	expect(decisionOf([], options)).toEqual({kind: 'answer', answers});
});

test.for([
	[['maybe'], {}, '"maybe" is not an answer.'],
	[['allow'], {edit: 'a', input: '{}'}, '--edit and --input exclude each other.'],
	[['allow'], {input: '[1]'}, 'The value of --input is not a JSON object.'],
	[[], {choose: ['Green']}, '"Green" is not one of the options.'],
	[[], {choose: ['1', '2', '3']}, 'There are 2 questions and 3 choices.'],
	[[], {text: ['a', 'b', 'c']}, 'There is no question left for the text "c".'],
] as const)('%j with %j is refused: %s', ([words, options, message]) => {
	expect(() => decisionOf(words, options)).toThrow(message);
});
