import {execFileSync} from 'node:child_process';
import {
	chmodSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	realpathSync,
	rmSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import type {AgentFact, Recorded} from '../../source/core/fleet/agent-event.ts';
import type {AgentId, EpochMs, RunId} from '../../source/core/ids.ts';
import {openStore} from '../../source/store/open-store.ts';
import {git} from './project.ts';

/** Somebody else's repository as it lies on this person's disk, and all around it that it must leave alone. */
export type HostileClone = AsyncDisposable & {
	readonly root: string;
	readonly env: NodeJS.ProcessEnv;
	/** Files of the person outside of the repository: a shell's start file, old logs. */
	readonly outside: string;
	/** A program that leaves a trace when it is executed. */
	readonly trap: string;
	/** What was executed; empty if nothing was. */
	executed(): string;
	/** Everything outside of the repository, with contents and times, to compare. */
	surroundings(): string;
	write(files: Readonly<Record<string, string>>): void;
	/** Puts a link into the repository; its target is below `outside`. */
	link(name: string, target: string): void;
	/** Makes a FIFO. */
	fifo(name: string): void;
	/** A `.towline` as a supervisor would leave it, with facts of the attacker's choice. */
	craftState(...facts: readonly Crafted[]): void;
	/** Adds a fact below all checks, as only a hand-made database has it. */
	forgeFact(crafted: Crafted): void;
	/** Lets git track everything, `.towline` included, as after `git clone`. */
	commit(): void;
};

export type Crafted = {readonly agent?: string; readonly run?: string; readonly event: AgentFact};

/** The program of each line of `towline.toml` is the trap. */
export function createHostileClone(): HostileClone {
	const base = realpathSync(mkdtempSync(path.join(process.env.TOWLINE_TEST_BASE ?? tmpdir(), 'clone-')));
	const [root, outside, home] = ['clone', 'outside', 'home'].map(name => path.join(base, name)) as [
		string,
		string,
		string,
	];
	const [trap, trace] = [path.join(base, 'trap.sh'), path.join(base, 'trace')];
	const inClone = (name: string) => path.join(root, name);
	mkdirSync(path.join(base, 'sockets'), {mode: 0o700});
	mkdirSync(path.join(outside, 'logs/1_one'), {recursive: true});
	mkdirSync(path.join(outside, 'worktrees/1_one'), {recursive: true});
	mkdirSync(path.join(root, 'stories'), {recursive: true});
	mkdirSync(home);
	writeFileSync(trap, `#!/bin/sh\necho "$0 $*" >> ${trace}\n`);
	chmodSync(trap, 0o755);
	writeFileSync(path.join(outside, 'bashrc'), 'alias ll="ls -l"\n');
	writeFileSync(path.join(outside, 'logs/1_one/coder-raaaaaaaa1.jsonl'), '{"position":0}\n');
	utimesSync(path.join(outside, 'logs/1_one/coder-raaaaaaaa1.jsonl'), 1, 1);
	writeFileSync(inClone('towline.toml'), toToml(trap));
	writeFileSync(inClone('stories/1_one.md'), 'Do it.\n');
	git(root, 'init', '--quiet', '--initial-branch=main');

	const forgeFact = ({agent, run, event}: Crafted) => {
		const database = new DatabaseSync(inClone('.towline/state.db'));
		const {seq} = database.prepare('SELECT max(seq) + 1 AS seq FROM facts').get() ?? {};
		database
			.prepare('INSERT INTO facts (seq, at, agent, run, position, type, event) VALUES (?, ?, ?, ?, ?, ?, ?)')
			.run(
				Number(seq ?? 1),
				Date.now(),
				agent ?? null,
				run ?? null,
				Number(seq ?? 1),
				event.type,
				JSON.stringify(event),
			);
		database.close();
	};

	return {
		root,
		outside,
		trap,
		env: {
			PATH: process.env.PATH,
			HOME: home,
			LANG: 'C.UTF-8',
			TERM: 'xterm-256color',
			TOWLINE_SOCKET: path.join(base, 'sockets/s'),
			TOWLINE_TEST_ROOT: root,
		},
		executed: () => (existsSync(trace) ? readFileSync(trace, 'utf8') : ''),
		surroundings: () => [outside, home].flatMap(describeFolder).join('\n'),
		write(files) {
			for (const [name, text] of Object.entries(files)) {
				mkdirSync(path.dirname(inClone(name)), {recursive: true});
				writeFileSync(inClone(name), text);
			}
		},
		link(name, target) {
			mkdirSync(path.dirname(inClone(name)), {recursive: true});
			rmSync(inClone(name), {recursive: true, force: true});
			symlinkSync(path.join(outside, target), inClone(name));
		},
		fifo(name) {
			mkdirSync(path.dirname(inClone(name)), {recursive: true});
			rmSync(inClone(name), {recursive: true, force: true});
			execFileSync('mkfifo', [inClone(name)]);
		},
		craftState(...facts) {
			const {store} = openStore({root});
			store.append(facts.map(toRecorded));
			store.close();
		},
		forgeFact,
		commit() {
			git(root, 'add', '--force', '.');
			git(root, 'commit', '--quiet', '-m', 'Everything');
		},
		async [Symbol.asyncDispose]() {
			rmSync(base, {recursive: true, force: true, maxRetries: 3});
		},
	};
}

export function toToml(trap: string, more = ''): string {
	return `[worktree]\nenabled = false\nsetup = ["${trap} setup"]\nteardown = ["${trap} teardown"]\n[notify]\ncommand = "${trap} notify"\n[limits]\nresume_lost = true\n[[agent]]\nname = "coder"\nruntime = "claude-code"\ncommand = "${trap}"\n${more}`;
}

function toRecorded({agent, run, event}: Crafted, index: number): Recorded {
	return {
		seq: index + 1,
		position: index,
		at: Date.now() as EpochMs,
		...(agent === undefined ? {} : {agent: agent as AgentId}),
		...(run === undefined ? {} : {run: run as RunId}),
		event,
	};
}

/** One line for each file: kind, size, time of change, content. Leaves out what this person's own towline remembers. */
function describeFolder(folder: string): readonly string[] {
	return readdirSync(folder, {recursive: true, encoding: 'utf8'})
		.filter(name => !name.startsWith('.local'))
		.sort()
		.map(name => {
			const file = path.join(folder, name);
			const stats = lstatSync(file);
			const content = stats.isFile() ? readFileSync(file, 'utf8') : stats.isSymbolicLink() ? readlinkSync(file) : '';
			return `${file} ${stats.mode} ${stats.size} ${stats.isFile() ? stats.mtimeMs : ''} ${content}`;
		});
}
