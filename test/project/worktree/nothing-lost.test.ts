import {existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {EpochMs} from '../../../source/core/ids.ts';
import {openWorktree} from '../../../source/project/worktree/open-worktree.ts';
import {pruneWorktrees, removeWorktree} from '../../../source/project/worktree/remove-worktree.ts';
import {createGitProject, git, now, story} from '../git-project.ts';

/** What an agent may do in its worktree. */
type Step =
	| {readonly do: 'write'; readonly file: string; readonly content: string; readonly isRunnable: boolean}
	| {readonly do: 'link' | 'delete'; readonly file: string}
	| {readonly do: 'overlook'; readonly file: string}
	| {
			readonly do: 'stage' | 'commit' | 'amend' | 'reset' | 'detach' | 'switch' | 'stash' | 'merge into base';
			readonly times: number;
	  };

const file = fc.constantFrom('app.txt', 'app.txt', 'dir/ü *', '-c\nd', '.gitattributes');
const content = fc.constantFrom('', 'x', 'y\r\n', 'one\ntwo\n', '\0binary', '* text=auto\n');
const step: fc.Arbitrary<Step> = fc.oneof(
	{weight: 4, arbitrary: fc.record({do: fc.constant('write' as const), file, content, isRunnable: fc.boolean()})},
	fc.record({do: fc.constantFrom('link' as const, 'delete' as const), file}),
	fc.record({do: fc.constant('overlook' as const), file}),
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constantFrom(
				...(['stage', 'commit', 'amend', 'reset', 'detach', 'switch', 'stash', 'merge into base'] as const),
			),
			times: fc.nat(),
		}),
	},
);

/** What once was, or easily could be, overlooked. */
const examples: [Step[], 'remove' | 'force' | 'prune'][] = [
	[[{do: 'detach', times: 0}, write('x'), {do: 'stage', times: 0}, {do: 'commit', times: 0}], 'force'],
	[[write('x'), {do: 'stage', times: 0}, write('')], 'force'],
	[[{do: 'overlook', file: 'app.txt'}, write('x')], 'prune'],
];

function write(text: string): Step {
	return {do: 'write', file: 'app.txt', content: text, isRunnable: false};
}

test('no content is unreachable after remove, force and prune, whatever the agent did', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(step, {maxLength: 10}),
			fc.constantFrom('remove' as const, 'force' as const, 'prune' as const),
			async (steps, how) => {
				const config = await createGitProject();
				const {worktree} = await openWorktree({config, story, now});
				const top = worktree.path;
				const seen = new Set<string>();

				for (const each of steps) {
					take(each, top, config.root);
					seen.add(git(top, 'rev-parse', 'HEAD'));
				}

				const files = snapshot(top);
				const staged = git(top, 'ls-files', '--stage').match(/[0-9a-f]{40}/g) ?? [];
				const options = {config, inUse: () => undefined, now: (now + 1) as EpochMs};
				await (how === 'prune'
					? pruneWorktrees({...options, force: false, keep: new Set()})
					: removeWorktree({...options, story, force: how === 'force'}).catch(error => {
							expect(error).toMatchObject({code: 'WORKTREE_UNSAFE'});
							expect(how).toBe('remove');
						}));

				if (existsSync(top)) {
					expect(snapshot(top)).toEqual(files);
					return;
				}

				const reachable = git(config.root, 'rev-list', '--objects', '--no-object-names', '--all').split('\n');
				expect(reachable).toEqual(expect.arrayContaining([...seen, ...staged, ...files.values()]));
				git(config.root, 'fsck', '--no-dangling', '--strict');
			},
		),
		{numRuns: 14, examples},
	);
});

/** An agent's commands fail too, where there is nothing to commit or no such file: then nothing happens. */
function take(each: Step, top: string, root: string): void {
	try {
		act(each, top, root);
	} catch {}
}

function act(each: Step, top: string, root: string): unknown {
	switch (each.do) {
		case 'write':
			rmSync(path.join(top, each.file), {force: true});
			return writeFileSync(makeRoom(top, each.file), each.content, {mode: each.isRunnable ? 0o755 : 0o644});
		case 'link':
			return symlinkSync('/nowhere', makeRoom(top, each.file));
		case 'delete':
			return rmSync(path.join(top, each.file), {force: true});
		case 'overlook':
			return git(top, 'update-index', '--skip-worktree', '--', each.file);
		case 'stage':
			return git(top, 'add', '-A');
		case 'commit':
			return git(top, 'commit', '-qam', 'work', '--allow-empty');
		case 'amend':
			return git(top, 'commit', '-qa', '--amend', '--allow-empty', '-m', `amended ${each.times}`);
		case 'reset':
			return git(top, 'reset', '-q', '--hard', 'HEAD~1');
		case 'detach':
			return git(top, 'switch', '-q', '--detach');
		case 'switch':
			return git(top, 'switch', '-qc', 'feature');
		case 'stash':
			return git(top, 'stash', '-q', '-u');
		case 'merge into base':
			return git(root, 'merge', '-q', git(top, 'rev-parse', 'HEAD'));
	}
}

function makeRoom(top: string, name: string): string {
	mkdirSync(path.dirname(path.join(top, name)), {recursive: true});
	return path.join(top, name);
}

/** The blobs that hold the files as git stores them, by path; ignored files are none. */
function snapshot(top: string): ReadonlyMap<string, string> {
	const names = readdirSync(top, {recursive: true, encoding: 'utf8'}).filter(name => name !== '.git');
	const files = names.filter(name => !lstatSync(path.join(top, name)).isDirectory());
	return new Map(files.map(name => [name, blobOf(top, name)]));
}

function blobOf(top: string, name: string): string {
	const isLink = lstatSync(path.join(top, name)).isSymbolicLink();
	return isLink ? linkBlob : git(top, 'hash-object', `--path=${name}`, '--', path.join(top, name));
}

/** Of a link to `/nowhere`: what it points to is its content. */
const linkBlob = 'dc04213993901599c31a9697e7a256dfa5637e52';
