import path from 'node:path';
import {TowlineError} from '../../core/errors.ts';
import {isLive} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {traitsOf} from '../../core/fleet/status.ts';
import {type EpochMs, type StoryId, toStoryId} from '../../core/ids.ts';
import {requireTrust} from '../../project/trust/check-trust.ts';
import {
	pruneWorktrees,
	type Removal,
	type RemovalOptions,
	removeWorktree,
	type SkippedWorktree,
} from '../../project/worktree/remove-worktree.ts';
import {runCommands} from '../../project/worktree/run-commands.ts';
import {listWorktrees, type Worktree} from '../../project/worktree/worktree.ts';
import {describeWork, readWorktreeStatus, type WorktreeStatus} from '../../project/worktree/worktree-status.ts';
import {toSafeJson} from '../../stream/safe-json.ts';
import {stripEscapes, toOneLine} from '../../stream/sanitize.ts';
import {type CommandHandler, type Invocation, requiredArgument} from '../invocation.ts';
import {toEnvironment} from '../to-environment.ts';
import {readProjectConfig} from './fleet-without-supervisor.ts';
import {readState} from './project-state.ts';

/** `towline worktree ls|rm|prune`: lists the worktrees of stories and removes them without losing work. */
export const run: CommandHandler = async invocation => {
	refuseSurplus(invocation);
	const {root, fleet} = await readState(invocation);
	const config = await readProjectConfig(root);
	const options: RemovalOptions = {
		config,
		force: invocation.options.force === true,
		inUse: story => useOf(fleet, story),
		now: Date.now() as EpochMs,
		tearDown: ({folder}) =>
			runCommands({
				commands: config.worktree.teardown,
				cwd: folder,
				env: toEnvironment(invocation.env),
				title: 'teardown',
				onOutput: text => void invocation.print(stripEscapes(text).trimEnd()),
			}),
	};

	switch (requiredArgument(invocation, 0)) {
		case 'ls':
			return list(invocation, root);
		case 'rm':
			requireTrust(config, invocation.env); // Teardown commands are executed.
			return remove(invocation, options);
		case 'prune':
			requireTrust(config, invocation.env);
			return prune(invocation, options, fleet);
		default:
			throw new TowlineError('USAGE', 'worktree needs ls, rm <story> or prune.', {
				hint: 'See `towline worktree --help`.',
			});
	}
};

/** Only `rm` takes a story. Without this check, `worktree prune 42` would prune all. */
function refuseSurplus({args: [action = '', story], options}: Invocation): void {
	if (['ls', 'prune'].includes(action) && story !== undefined) {
		throw new TowlineError('USAGE', `worktree ${action} takes no story.`, {
			hint: '`towline worktree rm <story>` removes the worktree of one.',
		});
	}

	if (action !== 'ls' && options.json) {
		throw new TowlineError('USAGE', `worktree ${toOneLine(action)} takes no --json.`, {hint: 'It belongs to ls.'});
	}

	if (action === 'ls' && options.force) {
		throw new TowlineError('USAGE', 'worktree ls takes no --force.', {hint: 'It belongs to rm and prune.'});
	}
}

async function list({options, print}: Invocation, root: string): Promise<0> {
	const worktrees = await listWorktrees({root});

	if (options.json) {
		const statuses = await Promise.all(worktrees.map(async each => toJson(each, await readWorktreeStatus(each, root))));
		await print(toSafeJson(statuses, '\t'));
		return 0;
	}

	for (const worktree of worktrees) {
		const work = describeWork(await readWorktreeStatus(worktree, root));
		const branch = worktree.branch ?? 'no branch';
		const state = work.length === 0 ? 'no unmerged work' : work.join(', ');
		await print(`${worktree.story}  ${branch}  ${path.relative(root, worktree.path)}  ${state}`);
	}

	if (worktrees.length === 0) {
		await print('No story has a worktree.');
	}

	return 0;
}

function toJson({story, path: folder, branch, base}: Worktree, {dirty, untracked, unmerged, lock}: WorktreeStatus) {
	return {
		story,
		path: folder,
		branch: branch ?? null,
		base,
		changedFiles: dirty,
		untrackedFiles: untracked,
		unmergedCommits: unmerged,
		lock: lock ?? null,
	};
}

async function remove(invocation: Invocation, options: RemovalOptions): Promise<0> {
	const text = invocation.args[1];

	if (text === undefined) {
		throw new TowlineError('USAGE', 'worktree rm needs a story.', {hint: '`towline worktree ls` lists them.'});
	}

	const stories = (await listWorktrees({root: options.config.root})).map(({story}) => story);
	await printRemoval(invocation, await removeWorktree({...options, story: findStory(text, stories)}));
	return 0;
}

/** Finds a story among the worktrees by its id or a unique prefix. Its story file need not exist any more. */
function findStory(text: string, stories: readonly StoryId[]): StoryId {
	const [only, ...others] = stories.filter(story => story.startsWith(text));
	const exact = stories.find(story => story === text);
	return exact ?? (only !== undefined && others.length === 0 ? only : toStoryId(text));
}

/** Removes the worktrees of completed or deleted stories, and prints why any of them is kept. */
async function prune(invocation: Invocation, options: RemovalOptions, fleet: Fleet): Promise<0> {
	const open = Object.values(fleet.agents).filter(({isListed, phase}) => isListed && phase.status !== 'completed');
	const {removed, skipped} = await pruneWorktrees({...options, keep: new Set(open.map(({story}) => story))});

	for (const removal of removed) {
		await printRemoval(invocation, removal);
	}

	for (const {story, reason} of skipped satisfies readonly SkippedWorktree[]) {
		await invocation.print(`${story} is kept: ${reason}`);
	}

	return 0;
}

async function printRemoval({note}: Invocation, {story, rescue, ignored, deletedBranch}: Removal): Promise<void> {
	await note(`${story}: removed the worktree${deletedBranch === undefined ? '' : ` and the branch ${deletedBranch}`}.`);

	if (rescue) {
		await note(`  Its work is saved; restore it with \`${rescue.restore}\`.`);
	}

	if (ignored > 0) {
		await note(`  ${ignored} ignored ${ignored === 1 ? 'file was' : 'files were'} deleted with it, and not saved.`);
	}
}

function useOf(fleet: Fleet, story: StoryId): string | undefined {
	const live = Object.values(fleet.agents).find(agent => agent.story === story && isLive(agent));
	return live ? `its agent is ${traitsOf(live).label}` : undefined;
}
