import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Permission} from '../../../source/core/fleet/permission.ts';
import type {EpochMs} from '../../../source/core/ids.ts';
import {createDialog} from '../../../source/runtimes/claude-code/dialog.ts';

const permission: Permission = {
	requestId: 'q1',
	tool: 'Bash',
	summary: 'rm -r build',
	subject: {kind: 'command', command: 'rm -r build'},
	details: [],
	isWhole: true,
	editable: 'rm -r build',
	input: {command: 'rm -r build'},
	reason: undefined,
	alwaysLabel: undefined,
	suggestions: [{type: 'addRules'}],
	toolId: undefined,
	askedAt: 0 as EpochMs,
};

const answer = (...decision: [Parameters<ReturnType<typeof createDialog>['answer']>[1]]) =>
	JSON.parse(createDialog().answer(permission, ...decision)).response;

test('opens with initialize and a request for the settings, and gives each request a new id', () => {
	const dialog = createDialog();
	const lines = [...dialog.open().trim().split('\n'), dialog.interrupt()].map(line => JSON.parse(line));
	expect(lines.map(({request}) => request.subtype)).toEqual(['initialize', 'get_settings', 'interrupt']);
	expect(new Set(lines.map(({request_id}) => request_id)).size).toBe(3);
});

test('sends a message with its id, which the program prints back', () => {
	expect(JSON.parse(createDialog().say('m1', 'Go on.'))).toEqual({
		type: 'user',
		message: {role: 'user', content: 'Go on.'},
		parent_tool_use_id: null,
		session_id: '',
		uuid: 'm1',
	});
});

test('each message is one line', () => {
	fc.assert(
		fc.property(fc.string({unit: 'binary'}), text => {
			expect(createDialog().say('m1', text).indexOf('\n')).toBe(createDialog().say('m1', text).length - 1);
		}),
	);
	expect(createDialog().say('m1', 'two\nlines').split('\n')).toHaveLength(2);
});

test('allows with the original input', () => {
	expect(answer({kind: 'allow'})).toEqual({
		subtype: 'success',
		request_id: 'q1',
		response: {behavior: 'allow', updatedInput: {command: 'rm -r build'}},
	});
});

test('allows with an edited input', () => {
	expect(answer({kind: 'allow', input: {command: 'ls'}}).response.updatedInput).toEqual({command: 'ls'});
});

test('"always" returns the suggested rules unchanged', () => {
	expect(answer({kind: 'allow', always: true}).response.updatedPermissions).toEqual([{type: 'addRules'}]);
	expect(answer({kind: 'allow'}).response).not.toHaveProperty('updatedPermissions');
});

test('denies with a message', () => {
	expect(answer({kind: 'deny', message: 'Not here.'}).response).toEqual({behavior: 'deny', message: 'Not here.'});
});
