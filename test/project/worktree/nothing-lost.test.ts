import {execFileSync} from 'node:child_process';
import {existsSync, lstatSync, readdirSync, readFileSync, readlinkSync} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {EpochMs} from '../../../source/core/ids.ts';
import {openWorktree} from '../../../source/project/worktree/open-worktree.ts';
import {pruneWorktrees, removeWorktree} from '../../../source/project/worktree/remove-worktree.ts';
import {createGitProject, git, now, story} from '../git-project.ts';
import {type Step, step, takeStep} from './worktree-steps.ts';

/** `TOWLINE_ROUNDS=200` for as many random worktrees as a release is tested with. */
const numRuns = Number(process.env.TOWLINE_ROUNDS ?? 16);

const how = fc.constantFrom('remove' as const, 'force' as const, 'prune' as const, 'start' as const);

/** What once was, or easily could be, overlooked. */
const examples: [Step[], 'remove' | 'force' | 'prune' | 'start'][] = [
	[[{do: 'detach', times: 0}, write('x'), {do: 'stage', times: 0}, {do: 'commit', times: 0}], 'force'],
	[[write('x'), {do: 'stage', times: 0}, write('')], 'force'],
	[[{do: 'overlook', file: 'app.txt'}, write('x')], 'prune'],
	[[{do: 'rebase with autostash', times: 0}], 'force'],
	[[{do: 'merge with autostash', times: 0}], 'force'],
	[
		[
			{do: 'rebase with autostash', times: 0},
			{do: 'delete the folder', times: 0},
		],
		'start',
	],
	[
		[
			{do: 'submodule', times: 0},
			{do: 'merge into base', times: 0},
		],
		'force',
	],
	[
		[
			{do: 'submodule', times: 0},
			{do: 'delete the folder', times: 0},
		],
		'start',
	],
	[[{do: 'repository', folder: 'deps.log/inner', isBare: false}], 'prune'],
	[[{do: 'repository', folder: 'deps.log', isBare: true}], 'force'],
	[
		[
			write('* text=auto\n', '.gitattributes'),
			write('one\r\ntwo\n'),
			{do: 'stage', times: 0},
			{do: 'commit', times: 0},
		],
		'force',
	],
	[[write('* ident\n', '.gitattributes'), write('$Id: mine $\n')], 'force'],
	[
		[
			write('* text=auto\n', '.gitattributes'),
			write('one\r\n', 'dir/ü *'),
			{do: 'stage', times: 0},
			{do: 'commit', times: 0},
			{do: 'merge into base', times: 0},
		],
		'prune',
	],
	[[{do: 'delete .git', times: 0}, write('x')], 'force'],
];

function write(text: string, file = 'app.txt'): Step {
	return {do: 'write', file, content: text, isRunnable: false};
}

test('nothing is lost by remove, force, prune or a new start, whatever the agent did', {
	timeout: 60_000 + numRuns * 5000,
}, async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, {maxLength: 10}), how, async (steps, action) => {
			const config = await createGitProject();
			const {worktree} = await openWorktree({config, story, now});
			const top = worktree.path;
			const commits = new Set<string>();

			for (const each of steps) {
				takeStep(each, top, config.root);
				commits.add(git(config.root, '--git-dir', worktree.gitFolder, 'rev-parse', 'HEAD'));
			}

			const files = readFiles(top);
			const wasThere = existsSync(top);
			const stored = [...readAutostashes(worktree.gitFolder), ...readStaged(worktree.gitFolder)];
			const inner = findInnerCommits(top, worktree.gitFolder);

			try {
				await act[action]({config, inUse: () => undefined, now: (now + 1) as EpochMs});
			} catch (error) {
				expect(error).toMatchObject({code: 'WORKTREE_UNSAFE'});
				expect(action === 'remove' || inner.length > 0).toBe(true);
			}

			for (const {repository, commit} of inner) {
				expect(git(repository, 'cat-file', '-t', commit)).toBe('commit');
			}

			if (existsSync(worktree.gitFolder) && (wasThere || action !== 'start')) {
				expect(readFiles(top)).toEqual(files);
				return;
			}

			const reachable = git(config.root, 'rev-list', '--objects', '--no-object-names', '--all').split('\n');
			expect(reachable).toEqual(expect.arrayContaining([...commits, ...stored]));
			expectRecoverable(config.root, files, [...commits].at(-1) ?? 'main');
			git(config.root, 'fsck', '--no-dangling', '--strict');
		}),
		{numRuns, examples},
	);
});

type Options = Omit<Parameters<typeof removeWorktree>[0], 'story' | 'force'>;

const act = {
	remove: (options: Options) => removeWorktree({...options, story, force: false}),
	force: (options: Options) => removeWorktree({...options, story, force: true}),
	prune: (options: Options) => pruneWorktrees({...options, force: false, keep: new Set()}),
	start: ({config, now: at}: Options) => openWorktree({config, story, now: at}),
};

/** The changes that an unfinished rebase or merge has put aside. */
function readAutostashes(gitFolder: string): readonly string[] {
	const files = ['rebase-merge/autostash', 'MERGE_AUTOSTASH'].map(name => path.join(gitFolder, name));
	return files.filter(file => existsSync(file)).map(file => readFileSync(file, 'utf8').trim());
}

function readStaged(gitFolder: string): readonly string[] {
	const listed = git(gitFolder, '--git-dir', gitFolder, 'ls-files', '--stage');
	return [...listed.matchAll(/^(?!160000)\d+ ([0-9a-f]{40})/gm)].map(([, id = '']) => id);
}

/** The bytes of all files and links, by path, except ignored ones and repositories inside. */
function readFiles(top: string): ReadonlyMap<string, string> {
	const names = existsSync(top) ? readdirSync(top, {recursive: true, encoding: 'utf8'}) : [];
	const files = names.filter(name => !/^\.git$|\.log|(^|\/)(inner|\.git|sub)(\/|$)/.test(name));
	return new Map(
		files
			.filter(name => !lstatSync(path.join(top, name)).isDirectory())
			.map(name => [name, readBytes(path.join(top, name))]),
	);
}

function readBytes(file: string): string {
	try {
		return lstatSync(file).isSymbolicLink() ? `-> ${readlinkSync(file)}` : readFileSync(file, 'latin1');
	} catch {
		return 'missing';
	}
}

type InnerCommit = {readonly repository: string; readonly commit: string};

/** The newest commit of each repository inside the worktree, and of its submodules. */
function findInnerCommits(top: string, gitFolder: string): readonly InnerCommit[] {
	const folders = ['deps.log/inner', 'deps.log', 'inner'].map(name => path.join(top, name));
	const repositories = [
		...folders.flatMap(folder => [folder, path.join(folder, '.git')]),
		path.join(gitFolder, 'modules/sub'),
	];
	return repositories
		.filter(folder => existsSync(path.join(folder, 'HEAD')) && existsSync(path.join(folder, 'objects')))
		.map(repository => ({repository, commit: git(repository, 'rev-parse', 'refs/heads/mine')}));
}

/** Each file is in the rescue's tree with its bytes, or git checks it out with its bytes. */
function expectRecoverable(root: string, files: ReadonlyMap<string, string>, head: string): void {
	const [ref] = git(root, 'for-each-ref', '--format=%(refname)', 'refs/towline/rescue').split('\n');
	const from = ref || head;
	const checkedOut = path.join(root, '.towline/checked-out');
	git(root, 'worktree', 'add', '-q', '--detach', checkedOut, from);

	for (const [name, bytes] of files) {
		const isExact = readBytes(path.join(checkedOut, name)) === bytes;
		expect(isExact ? bytes : readBlob(root, `${from}:${name}`), `${JSON.stringify(name)} of ${from}`).toBe(bytes);
	}
}

function readBlob(root: string, name: string): string {
	return execFileSync('git', ['cat-file', 'blob', name], {cwd: root, encoding: 'latin1'});
}
