import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {expect, onTestFinished, test} from 'vitest';
import {removeWorktree} from '../../../source/project/worktree/remove-worktree.ts';
import {createWorktree, git, now, story} from '../git-project.ts';
import {writeFiles} from '../temporary.ts';

/** Shell scripts that print a number once they have appended it to `notes.txt` of the worktree. */
const writers = {
	'by its path': 'top=$1; i=0; while :; do i=$((i+1)); echo $i >> "$top/notes.txt" && echo $i; $pause; done',
	'in the folder': 'cd "$1"; i=0; while :; do i=$((i+1)); echo $i >> notes.txt && echo $i; $pause; done',
	'with an open file': 'cd "$1"; exec 3>> notes.txt; i=0; while :; do i=$((i+1)); echo $i >&3; echo $i; $pause; done',
	'in a folder of the worktree':
		'cd "$1/dir"; i=0; while :; do i=$((i+1)); echo $i >> ../notes.txt && echo $i; $pause; done',
};

const rounds = Math.ceil(Number(process.env.TOWLINE_ROUNDS ?? 8) / 8);
const rows = Object.entries(writers).flatMap(([how, script]) =>
	[':', 'sleep 0.02', 'sleep 0.3'].map(pause => [how, script, pause] as const),
);

test.for(rows)(
	'force loses nothing that is written meanwhile %s (#%$)',
	{timeout: 120_000},
	async ([, script, pause]) => {
		for (let round = 0; round < rounds; round++) {
			await removeBesideWriter(script, pause);
		}
	},
);

async function removeBesideWriter(script: string, pause: string): Promise<void> {
	const {config, root, top} = await createWorktree();
	await writeFiles(top, {'dir/a.txt': 'a'});
	const child = spawn('sh', ['-c', script, 'sh', top], {
		env: {...process.env, pause},
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	onTestFinished(() => void child.kill('SIGKILL'));
	const written: string[] = [];
	createInterface({input: child.stdout}).on('line', line => written.push(line));
	await once(child.stdout, 'data');
	await removeWorktree({config, story, force: true, inUse: () => undefined, now}).catch(error =>
		expect(error).toMatchObject({code: 'WORKTREE_UNSAFE'}),
	);
	await end(child);
	const saved = git(root, 'for-each-ref', '--format=%(refname)', 'refs/towline/rescue')
		.split('\n')
		.filter(ref => ref !== '')
		.map(ref => git(root, 'show', `${ref}:notes.txt`));
	const kept = new Set([...saved, ...readNotes(top)].join('\n').split('\n'));
	expect(written.filter(line => !kept.has(line))).toEqual([]);
	expect(readdirSync(path.dirname(top)).filter(name => name !== '1_login')).toEqual([]);
}

/** Also of a file that was written again while the first one was moved away. */
function readNotes(top: string): readonly string[] {
	const names = existsSync(top) ? readdirSync(top).filter(name => name.startsWith('notes.txt')) : [];
	return names.map(name => readFileSync(path.join(top, name), 'utf8'));
}

async function end(child: ChildProcess): Promise<void> {
	const closed = once(child, 'close');
	child.kill('SIGKILL');
	await closed;
}
