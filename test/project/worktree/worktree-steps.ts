import {existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {git} from '../git-project.ts';

const gitSteps = [
	'stage',
	'commit',
	'amend',
	'reset',
	'detach',
	'switch',
	'stash',
	'merge into base',
	'rebase with autostash',
	'merge with autostash',
	'submodule',
	'delete .git',
	'delete the folder',
] as const;

/** What an agent may do in its worktree. */
export type Step =
	| {readonly do: 'write'; readonly file: string; readonly content: string; readonly isRunnable: boolean}
	| {readonly do: 'link' | 'delete' | 'overlook'; readonly file: string}
	| {readonly do: 'repository'; readonly folder: string; readonly isBare: boolean}
	| {readonly do: (typeof gitSteps)[number]; readonly times: number};

const file = fc.constantFrom('app.txt', 'app.txt', 'dir/ü *', '-c\nd', '.gitattributes', 'build.log');
const attributes = ['* text=auto\n', '* ident\n', '* text eol=crlf\n', '*.txt working-tree-encoding=UTF-16LE text\n'];
const content = fc.constantFrom('', 'x', 'y\r\n', 'one\ntwo\n', 'a\r\nb\n', '$Id: mine $\n', '\0binary', ...attributes);

/** One random step. Steps after which little else can happen are rare. */
export const step: fc.Arbitrary<Step> = fc.oneof(
	{weight: 8, arbitrary: fc.record({do: fc.constant('write' as const), file, content, isRunnable: fc.boolean()})},
	{
		weight: 3,
		arbitrary: fc.record({do: fc.constantFrom('link' as const, 'delete' as const, 'overlook' as const), file}),
	},
	{weight: 12, arbitrary: fc.record({do: fc.constantFrom(...gitSteps), times: fc.nat()})},
	fc.record({
		do: fc.constant('repository' as const),
		folder: fc.constantFrom('deps.log/inner', 'deps.log', 'inner'),
		isBare: fc.boolean(),
	}),
);

/** An agent's commands fail too, where there is nothing to commit or no such file: then nothing happens. */
export function takeStep(each: Step, top: string, root: string): void {
	try {
		existsSync(top) && act(each, top, root);
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
		case 'repository':
			return makeRepository(path.join(top, each.folder), each.isBare);
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
		case 'rebase with autostash':
			diverge(top, root);
			return git(top, 'rebase', '-q', '--autostash', 'main');
		case 'merge with autostash':
			diverge(top, root);
			return git(top, 'merge', '-q', '--autostash', 'main');
		case 'submodule':
			return addSubmodule(top, root);
		case 'delete .git':
			return rmSync(path.join(top, '.git'));
		case 'delete the folder':
			return rmSync(top, {recursive: true});
	}
}

/** Makes base and worktree conflict in `app.txt`, and leaves a change in the worktree that is not committed. */
function diverge(top: string, root: string): void {
	writeFileSync(path.join(root, 'app.txt'), `theirs ${Math.random()}`);
	git(root, 'commit', '-qam', 'theirs');
	writeFileSync(path.join(top, 'app.txt'), 'ours');
	writeFileSync(path.join(top, 'notes.txt'), 'first');
	git(top, 'add', '-A');
	git(top, 'commit', '-qm', 'ours');
	writeFileSync(path.join(top, 'notes.txt'), 'not committed');
}

/** A submodule with a commit of its own, that is then taken out of the working folder. */
function addSubmodule(top: string, root: string): void {
	const source = path.join(path.dirname(root), 'library');
	makeRepository(source, false);
	git(top, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', source, 'sub');
	git(path.join(top, 'sub'), 'switch', '-q', '-C', 'mine');
	git(path.join(top, 'sub'), 'commit', '-qm', 'in the submodule', '--allow-empty');
	git(top, 'commit', '-qam', 'submodule');
	git(top, 'submodule', '--quiet', 'deinit', '-f', 'sub');
}

function makeRepository(folder: string, isBare: boolean): void {
	mkdirSync(folder, {recursive: true});
	git(folder, 'init', '-q', '-b', 'mine', ...(isBare ? ['--bare'] : []));
	const tree = git(folder, 'hash-object', '-t', 'tree', '-w', '/dev/null');
	git(folder, 'update-ref', 'refs/heads/mine', git(folder, 'commit-tree', '-m', 'mine', tree));
}

function makeRoom(top: string, name: string): string {
	mkdirSync(path.dirname(path.join(top, name)), {recursive: true});
	return path.join(top, name);
}
