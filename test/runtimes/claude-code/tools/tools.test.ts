import {expect, test} from 'vitest';
import {readToolUse} from '../../../../source/runtimes/claude-code/tools/tools.ts';
import {readToolResults} from '../../../../source/runtimes/claude-code/user-frames.ts';
import {only} from '../given.ts';

const context = {cwd: '/home/dev/shop', parent: undefined};
const use = (name: string, input: object) => readToolUse({type: 'tool_use', id: 't1', name, input}, context);
const results = (content: unknown, more: object = {}, block: object = {}) =>
	readToolResults(
		{message: {content: [{type: 'tool_result', tool_use_id: 't1', content, ...block}]}, ...more},
		context,
	);
const outcome = (...given: Parameters<typeof results>) => only(results(...given), 'tool-finished')[0]?.outcome;

test.for([
	['Bash', {command: 'npm test\n', description: 'Test'}, 'npm test'],
	['Read', {file_path: '/home/dev/shop/src/cart.ts'}, 'src/cart.ts'],
	['Edit', {file_path: '/etc/hosts'}, '/etc/hosts'],
	['Write', {file_path: '/home/dev/shop/a b.txt', content: 'x'}, 'a b.txt'],
	['Grep', {pattern: 'TODO', path: '/home/dev/shop/src'}, 'TODO in src'],
	['Glob', {pattern: '**/*.ts'}, '**/*.ts'],
	['WebFetch', {url: 'https://example.com', prompt: 'p'}, 'https://example.com'],
	['WebSearch', {query: 'q'}, 'q'],
	['Agent', {description: 'Find the bug', prompt: 'long'}, 'Find the bug'],
	['TodoWrite', {todos: [1, 2]}, '2 items'],
	['mcp__db__query', {sql: 'select 1'}, '{"sql":"select 1"}'],
	['Unknown', {}, ''],
	['Bash', {command: 7}, '{"command":7}'],
	['Bash', {command: 'x'.repeat(1000)}, `${'x'.repeat(299)}…`],
] as const)('%s %j is summed up as %j', ([name, input, summary]) => {
	expect(use(name, input)[0]).toMatchObject({type: 'tool-started', tool: name, summary});
});

test('returns the whole input, up to a maximum length', () => {
	expect(use('Bash', {command: 'a\nb'})[1]).toEqual({type: 'tool-input-read', toolId: 't1', input: 'a\nb'});
	expect(use('Read', {file_path: 'x'})[1]).toMatchObject({input: '{\n  "file_path": "x"\n}'});
	expect(use('Write', {content: 'y'.repeat(70_000)})[1]).toMatchObject({
		input: expect.stringMatching(/^y{65536}\n… 4464 characters more$/),
	});
});

test('ignores a call without an id', () => {
	expect(readToolUse({type: 'tool_use', name: 'Bash', input: {}}, context)).toEqual([]);
});

test.for([
	[
		'a command that fails',
		'Exit code 2\nno such file',
		{tool_use_result: 'Error: Exit code 2'},
		{is_error: true},
		'exit 2',
	],
	['a tool that fails', 'Error: File not found', {}, {is_error: true}, 'File not found'],
	['an interrupted command', '', {tool_use_result: {stdout: '', stderr: '', interrupted: true}}, {}, 'interrupted'],
	['files found', 'x', {tool_use_result: {numFiles: 1}}, {}, '1 file'],
	['lines read', 'x', {tool_use_result: {file: {numLines: 120}}}, {}, '120 lines'],
	['nothing to say', 'ok', {tool_use_result: {stdout: 'ok', stderr: ''}}, {}, ''],
] as const)('gives a short outcome for %s', ([, content, more, block, expected]) => {
	expect(outcome(content, more, block)).toBe(expected);
});

test('distinguishes a denied call from a failed one', () => {
	const meta = {tool_result_meta: [{id: 't1', permission_decision: {decision: 'reject'}}]};
	expect(outcome('The person said no.', meta, {is_error: true})).toBe('denied');
});

test('an edit has a diff and its line counts', () => {
	const detail = {
		filePath: '/home/dev/shop/cart.ts',
		structuredPatch: [{oldStart: 3, oldLines: 2, newStart: 3, newLines: 3, lines: [' a', '-b', '+c', '+d\u001B[31m']}],
	};
	const [output, finished] = results('Updated.', {tool_use_result: detail});
	expect(output).toMatchObject({
		output: 'Updated.',
		diff: '--- cart.ts\n+++ cart.ts\n@@ -3,2 +3,3 @@\n a\n-b\n+c\n+d',
	});
	expect(finished).toMatchObject({isError: false, outcome: '+2 −1'});
});

test('the diff of a new file has only additions', () => {
	const detail = {type: 'create', filePath: '/home/dev/shop/a.txt', content: 'one\ntwo\n', structuredPatch: []};
	const [output, finished] = results('Created.', {tool_use_result: detail});
	expect(output).toMatchObject({diff: '--- a.txt\n+++ a.txt\n@@ -0,0 +1,2 @@\n+one\n+two'});
	expect(finished).toMatchObject({outcome: '+2'});
});

test('shows stdout and stderr of a command, and the type of blocks that are not text', () => {
	expect(results('x', {tool_use_result: {stdout: 'out', stderr: 'err'}})[0]).toMatchObject({output: 'out\nerr'});
	expect(results('In the background.', {tool_use_result: {stdout: '', stderr: ''}})[0]).toMatchObject({
		output: 'In the background.',
	});
	expect(results([{type: 'text', text: 'a'}, {type: 'image'}])[0]).toMatchObject({output: 'a\n[image]'});
});

test('uses no tool_use_result if a frame has several results', () => {
	const block = (id: string) => ({type: 'tool_result', tool_use_id: id, content: id});
	const frame = {message: {content: [block('t1'), block('t2')]}, tool_use_result: {stdout: 'whose?'}};
	expect(only(readToolResults(frame, context), 'tool-output-read').map(event => event.output)).toEqual(['t1', 't2']);
});
