import {expect, test} from 'vitest';
import type {PermissionDecision} from '../../../source/core/fleet/permission.ts';
import {answersProblem, questionsOf} from '../../../source/core/fleet/questions.ts';
import {toRequestText} from '../../../source/core/fleet/request-text.ts';
import {createDialog} from '../../../source/runtimes/claude-code/dialog.ts';
import {only, translate} from './given.ts';

/** As the real program asked for an MCP server of ours. */
const request = {
	subtype: 'elicitation',
	mcp_server_name: 'asker',
	message: 'Who are you?\nReally.',
	mode: 'form',
	requested_schema: {
		type: 'object',
		properties: {
			age: {type: 'integer'},
			name: {type: 'string', title: 'Name', description: 'Full name'},
			sure: {type: 'boolean', default: true},
			colour: {type: 'string', enum: ['red', 'blue'], enumNames: ['Red', 'Blue']},
			tags: {
				type: 'array',
				items: {
					anyOf: [
						{const: 'a', title: 'A'},
						{const: 'b', title: 'B'},
					],
				},
			},
		},
		required: ['name'],
	},
	property_order: ['name', 'age', 'sure', 'colour', 'tags'],
};

function asked(change: object = {}) {
	const frame = {type: 'control_request', request_id: 'q1', request: {...request, ...change}};
	const [event] = only(translate([frame]), 'permission-asked');

	if (!event) {
		throw new Error('Nothing was asked.');
	}

	return event.permission;
}

const answered = (decision: PermissionDecision) => JSON.parse(createDialog().answer(asked(), decision)).response;

test('the form of an MCP server is a page of questions', () => {
	expect(asked()).toMatchObject({tool: 'asker', summary: 'Who are you? Really.', alwaysLabel: undefined});
	expect(toRequestText(asked())).toEqual([
		'asker:',
		'  Who are you?',
		'  Really.',
		'Name (Full name)',
		'age (optional)',
		'sure (optional; default: true)',
		'  1 yes',
		'  2 no',
		'colour (optional)',
		'  1 Red',
		'  2 Blue',
		'tags (optional) (several)',
		'  1 A',
		'  2 B',
	]);
});

test('the fields are sent back in the types that the server asked for', () => {
	const answers = [['Ann'], ['3'], ['no'], ['Blue'], ['A', 'B']];
	expect(answersProblem(questionsOf(asked()), answers)).toBeUndefined();
	expect(answered({kind: 'answer', answers})).toEqual({
		subtype: 'success',
		request_id: 'q1',
		response: {action: 'accept', content: {name: 'Ann', age: 3, sure: false, colour: 'blue', tags: ['a', 'b']}},
	});
	expect(answered({kind: 'answer', answers: [['Ann']]}).response).toEqual({action: 'accept', content: {name: 'Ann'}});
});

test.for([
	[[], 'Question 1: it needs an answer.'],
	[[['Ann'], ['three']], 'Question 2: "three" is not a whole number.'],
	[[['Ann'], ['3'], ['perhaps']], 'Question 3: "perhaps" is not one of its options.'],
	[[['Ann', 'Bob']], 'Question 1: it takes one answer only.'],
] as const)('answers %j are refused: %s', ([answers, problem]) => {
	expect(answersProblem(questionsOf(asked()), answers)).toBe(problem);
});

test('it can be declined and cancelled', () => {
	expect(answered({kind: 'deny', message: 'No.'}).response).toEqual({action: 'decline'});
	expect(answered({kind: 'cancel'}).response).toEqual({action: 'cancel'});
});

test('a server can ask to open a page', () => {
	const permission = asked({mode: 'url', url: 'https://x.test/login', requested_schema: undefined});
	expect(permission.subject).toMatchObject({kind: 'form', url: 'https://x.test/login', questions: []});
});

test('a request that is not known is refused, so that the program does not wait for an answer', () => {
	const frame = {type: 'control_request', request_id: 'q2', request: {subtype: 'dream'}};
	const [event] = only(translate([frame]), 'request-refused');
	expect(event).toEqual({type: 'request-refused', requestId: 'q2', reason: 'Towline does not know the request dream.'});
	expect(JSON.parse(createDialog().refuse('q2', 'No.'))).toEqual({
		type: 'control_response',
		response: {subtype: 'error', request_id: 'q2', error: 'No.'},
	});
});
